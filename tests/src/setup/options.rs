//! What a database is opened with.

use crate::runner::fail;
use orm_api::{backend::Settings, op::Policy};
use std::{env, sync::OnceLock, time::Duration};

/// How many connections a pool has; it takes another number from the environment, which is meant for a pool of one.
const CONNECTIONS: usize = 4;

/// The variable that says so.
const VARIABLE: &str = "SEGUE_TEST_CONNECTIONS";

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
        settings.pool.max_connections = connections();
        settings.pool.acquire_timeout = Duration::from_secs(20);
        let (blocking, outside_transaction) = (Policy::Deny, Policy::Deny);
        Options { settings, blocking, outside_transaction, switch_deadline: Duration::from_secs(20) }
    }
}

fn connections() -> usize {
    static WANTED: OnceLock<usize> = OnceLock::new();
    *WANTED.get_or_init(|| match env::var(VARIABLE) {
        Ok(said) => said
            .parse()
            .unwrap_or_else(|_| fail(format!("{VARIABLE} is {said:?}, which is no number of connections"))),
        Err(_) => CONNECTIONS,
    })
}
