//! The database handle: operations on it, transactions, captures, and the switch between backends.

mod active;
mod blocking;
mod capture;
mod database;
mod executor;
mod opener;
mod scope;
mod switch;
mod target;
mod transaction;

pub use active::Running;
pub use blocking::on_thread;
pub use capture::{Capture, Captured};
pub use database::{Database, DatabaseOptions};
pub use executor::{Executor, StreamSource};
pub use opener::Opener;
pub use switch::SwitchReport;
pub use target::Target;
pub(crate) use target::{operation, performed};
pub use transaction::{Begin, RetryPolicy, Robust, Transaction, TransactionOptions};
