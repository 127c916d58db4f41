//! Who is measured.

use crate::{Asked, Probe, Tally, Work};
use async_trait::async_trait;
use std::{sync::Arc, time::Duration};
use tokio::runtime::Handle;

/// What goes wrong in a contender.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Somebody who can do the work. Each has the same rows to itself, and the same session settings.
pub trait Contender {
    /// Does the work, turn by turn, and takes every value that it brings.
    ///
    /// # Errors
    /// The database's.
    fn run(&mut self, asked: &Asked) -> Result<Tally, Failure>;

    /// Whether it can do `work` at all.
    fn can(&self, _work: Work) -> bool {
        true
    }

    /// What many tasks share: a pool of eight connections. `None` where it has none.
    ///
    /// # Errors
    /// The database's.
    fn crowd(&mut self) -> Result<Option<Crowd>, Failure> {
        Ok(None)
    }

    /// How long each of several times took. `None` of who does not have that.
    ///
    /// # Errors
    /// The database's.
    fn probe(&mut self, _probe: Probe) -> Result<Option<Vec<Duration>>, Failure> {
        Ok(None)
    }
}

/// A pool, and the runtime whose tasks use it.
pub struct Crowd {
    /// The runtime.
    pub runtime: Handle,
    /// The pool.
    pub client: Arc<dyn Client>,
}

/// One request, from a task among many.
#[async_trait]
pub trait Client: Send + Sync + 'static {
    /// Reads one track by its key, on a connection out of the pool.
    ///
    /// # Errors
    /// The database's.
    async fn get(&self, key: i64) -> Result<Tally, Failure>;
}
