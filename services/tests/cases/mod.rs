//! What is tried with each kind of server.

pub(crate) mod lives;
pub(crate) mod owner;
pub(crate) mod tools;
