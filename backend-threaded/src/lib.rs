//! Segue in [`Phase::Threaded`](orm_api::backend::Phase::Threaded): the bridge, which runs any blocking backend on
//! threads of its own.
//!
//! - A [crew] of workers, each with one connection that it keeps, started on demand.
//! - At the boundary `operation` whole operations go to the workers: what stands outside of a transaction through
//!   one shared queue, with no checkout at all; a transaction is pinned to one worker.
//! - At the boundary `driver` sessions stay where their callers are, and each call of the driver goes to a worker
//!   that is pinned to the session.
//!
//! No thread of tokio's blocking pool is used: it is shared with the application's own blocking work, and work that
//! has begun cannot be told from work that has not. Answers come through channels that work on every runtime and
//! on none.

mod backend;
mod call;
mod closing;
mod connection;
mod crew;
mod gate;
mod held;
mod lease;
mod overdue;
mod pinned;
mod state;
mod summon;
mod worker;
mod writes;

pub use backend::ThreadedBackend;
