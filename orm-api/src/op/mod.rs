//! Lazy operations, and how they are waited for.

mod wait;

pub use wait::{in_async_task, park_on};
