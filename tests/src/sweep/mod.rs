//! The cancellation sweep: every async operation of the API, dropped at its first poll, its second, and so on until it
//! completes, and at random times. After each drop nothing may be left, neither in the pool nor in the database, and what was
//! dropped is done as a whole or not at all.
//!
//! On servers a proxy delays each reply by a random time, so that every state is met, or hands it over in small pieces.
//! What the database says is asked by a bare client that does not go through the proxy.
//!
//! That the checks find what they look for is shown by [`planted`] faults: a bare pool of sqlx's, which gives a connection
//! back inside a transaction where its `begin` is dropped, and a backend of Segue's that gives it back as it is.

mod amount;
mod cut;
mod ground;
mod operations;
mod outside;
pub mod planted;
mod points;
mod stage;
mod tally;
mod trials;

pub use cut::{Cut, Fate};
pub use ground::Ground;
pub use operations::{Operation, all};
pub use outside::Outside;
pub use stage::Stage;
pub use tally::table;
pub use trials::trials;
