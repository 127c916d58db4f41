//! `Phase::Sync`: diesel connections in an r2d2 pool. Everything that is called blocks; a future is ready at its
//! first poll, but for the wait for a connection or for the turn to write.
//!
//! `backend.rs`, `pool.rs` and `connection.rs` know no database; a folder for each database holds its [`Driver`].
//!
//! [`Driver`]: connection::Driver
// Without a database there is nothing to open, and most of this crate has no caller.
#![cfg_attr(
    not(any(feature = "sqlite", feature = "postgres", feature = "mysql")),
    allow(dead_code, unused_imports)
)]

#[cfg(any(feature = "postgres", feature = "mysql"))]
mod aside;
mod backend;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod cache;
mod connection;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod error;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod fragment;
mod limited;
mod manager;
#[cfg(feature = "mysql")]
mod mysql;
mod pool;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
mod upkeep;

pub use backend::SyncBackend;
