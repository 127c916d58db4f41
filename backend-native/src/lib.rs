//! `Phase::Native`: sqlx connections in a deadpool. Everything that is called waits without blocking a thread.
//!
//! `backend.rs`, `pool.rs`, `connection.rs` and `runtime.rs` know no database; a folder for each database holds its
//! [`Driver`].
//!
//! [`Driver`]: connection::Driver
// Without a database there is nothing to open, and most of this crate has no caller.
#![cfg_attr(
    not(any(feature = "sqlite", feature = "postgres", feature = "mysql")),
    allow(dead_code, unused_imports)
)]

#[cfg(any(feature = "postgres", feature = "mysql"))]
mod answers;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod aside;
mod backend;
mod call;
mod connection;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod home;
#[cfg(feature = "mysql")]
mod mysql;
mod pool;
#[cfg(feature = "postgres")]
mod postgres;
mod runtime;
#[cfg(feature = "sqlite")]
mod sqlite;
mod upkeep;

pub use backend::NativeBackend;
