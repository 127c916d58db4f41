//! Transactions: they belong to a handle, not to a thread or a task, and can be begun in async code, used by blocking
//! code and ended in async code, in every phase.

mod atomic;
mod begin;
mod callbacks;
mod cut;
mod ending;
mod give;
mod handle;
mod level;
mod options;
mod part;
mod retry;
mod shared;

pub use begin::Begin;
pub use give::Robust;
pub use handle::Transaction;
pub(super) use level::Level;
pub use options::TransactionOptions;
pub use retry::RetryPolicy;
pub(super) use shared::Shared;
