//! Servers that speak German, of which some things are said to who has not asked for English, or cannot (D-49, D-81). On servers
//! of its own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where these fail")]

#[cfg(feature = "mysql")]
mod mariadb;
#[cfg(feature = "postgres")]
mod postgres;
