//! `Phase::Sync`: diesel connections in an r2d2 pool. Everything that is called blocks; a future is ready at its
//! first poll, but for the wait for a connection or for the turn to write.
//!
//! `backend.rs`, `pool.rs` and `connection.rs` know no database; a folder for each database holds its [`Driver`].
//!
//! [`Driver`]: connection::Driver
// Without a database there is nothing to open, and most of this crate has no caller.
#![cfg_attr(not(feature = "sqlite"), allow(dead_code, unused_imports))]

mod backend;
mod connection;
mod pool;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use backend::SyncBackend;
