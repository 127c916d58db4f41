//! Lazy operations, and how they are waited for.

mod detach;
mod fill;
mod guard;
mod operation;
mod policy;
mod wait;

pub(crate) use detach::{Detach, Spawn};
pub use fill::{Fill, Fillable};
pub(crate) use guard::{Allowed, refuse_in_task};
pub use operation::Op;
pub use policy::Policy;
pub use wait::{in_async_task, park_on};
