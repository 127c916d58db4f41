//! What needs a process of its own: a second writer of the same file, one that dies, and one whose threads are counted.
//!
//! The process is the test program itself, started once more with a [role](run_role).

mod roles;
mod threads;
mod trials;

pub use roles::run_role;
pub use trials::trials;
