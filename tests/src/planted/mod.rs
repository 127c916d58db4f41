//! Backends with a fault planted in them, which the suite must find: a test that never failed proves nothing.
//!
//! They stand on the blocking backend's connections, and are at the same time the example of a backend of one's own:
//! without a fault, they pass every case.

mod backend;
mod connection;
mod early;
mod fault;
mod opener;
mod trials;

pub use fault::Fault;
pub use opener::Planted;
pub use trials::trials;
