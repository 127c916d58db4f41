//! What a database is opened with.

use orm_api::{backend::Settings, op::Policy};
use std::time::Duration;

/// What a database is opened with; a case may change it.
#[derive(Clone, Debug)]
pub struct Options {
    /// What every backend is opened with.
    pub settings: Settings,
    /// What happens to a `.wait()` inside an async task.
    pub blocking: Policy,
    /// What happens to an operation on the handle inside a transaction.
    pub outside_transaction: Policy,
    /// How long a switch waits for what runs.
    pub switch_deadline: Duration,
}

impl Options {
    /// The defaults of the suite: few connections, and no wait that outlasts a trial.
    pub fn new(mut settings: Settings) -> Self {
        settings.pool.max_connections = 4;
        settings.pool.acquire_timeout = Duration::from_secs(20);
        let (blocking, outside_transaction) = (Policy::Deny, Policy::Deny);
        Options { settings, blocking, outside_transaction, switch_deadline: Duration::from_secs(20) }
    }
}
