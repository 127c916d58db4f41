//! How a case is called.

use orm_api::op::park_on;
use segue::{Error, ErrorKind, Op, Result};
use std::fmt;

/// How a case is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `.await`, in a task of a runtime with several threads.
    Multi,
    /// `.await`, in a task of a runtime with one thread.
    Current,
    /// `.wait()`, on a thread without a runtime.
    Wait,
}

impl Style {
    /// All three.
    pub const ALL: [Style; 3] = [Style::Multi, Style::Current, Style::Wait];
    /// The async ones.
    pub const ASYNC: [Style; 2] = [Style::Multi, Style::Current];
    /// The blocking one.
    pub const BLOCKING: [Style; 1] = [Style::Wait];
    /// One is enough for what does not depend on it.
    pub const ONE: [Style; 1] = [Style::Multi];

    /// Runs an operation in this style.
    ///
    /// # Errors
    /// The operation's.
    pub async fn run<T: Send + 'static>(self, op: Op<T>) -> Result<T> {
        match self {
            Style::Wait => op.wait(),
            Style::Multi | Style::Current => op.await,
        }
    }

    /// Drives a whole case in this style, and gives back its result.
    ///
    /// # Errors
    /// Where there is no runtime to be had, or it was shut down.
    pub fn drive<T: Send + 'static>(self, case: impl Future<Output = T> + Send + 'static) -> Result<T> {
        let mut builder = match self {
            Style::Wait => return Ok(park_on(case)),
            Style::Multi => tokio::runtime::Builder::new_multi_thread(),
            Style::Current => tokio::runtime::Builder::new_current_thread(),
        };
        let failed =
            |error: &dyn fmt::Display| Error::new(ErrorKind::Internal, format!("no runtime: {error}"));
        let runtime = builder.worker_threads(2).enable_all().build().map_err(|error| failed(&error))?;
        let task = async move { tokio::spawn(case).await };
        runtime.block_on(task).map_err(|error| failed(&error))
    }
}

impl fmt::Display for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Style::Multi => "multi",
            Style::Current => "current",
            Style::Wait => "wait",
        })
    }
}
