//! Telling of the statements that are sent.

use super::{Mode, Statement};
use crate::{error::ErrorKind, value::Value};
use std::{
    panic::Location,
    sync::Arc,
    time::{Duration, Instant},
};

/// Who is told of the statements that an operation sends.
#[derive(Clone)]
pub struct Observer {
    /// Where the application called the operation.
    pub place: &'static Location<'static>,
    /// Takes what was sent; none unless somebody captures.
    pub record: Option<Arc<dyn Fn(Observed) + Send + Sync>>,
}

/// A statement that was sent.
#[derive(Clone, Debug)]
pub struct Observed {
    /// The text.
    pub text: Arc<str>,
    /// What was bound, in the stored form.
    pub params: Vec<Value>,
    /// When it was sent.
    pub started: Instant,
    /// How long until its end was seen.
    pub duration: Duration,
    /// The mode of the backend that ran it.
    pub mode: Mode,
    /// Where the application called the operation.
    pub place: &'static Location<'static>,
    /// Whether its end was seen. A statement whose future was dropped may, or may not, have been carried out.
    pub ended: bool,
    /// The failure's kind, if it failed.
    pub error: Option<ErrorKind>,
}

/// What is known of a statement when it is sent; only made if somebody listens. Dropped before it is finished, it
/// tells of a statement that was cut off.
pub(super) struct Watch {
    sent: Option<(Arc<str>, Vec<Value>)>,
    started: Instant,
    mode: Mode,
    observer: Option<Observer>,
}

impl Watch {
    /// Watches `statement`, if anybody listens.
    pub(super) fn start(statement: &Statement, mode: Mode, observer: Option<&Observer>) -> Option<Self> {
        let listened = observer.is_some_and(|observer| observer.record.is_some());
        if !listened && !tracing::enabled!(target: "segue::statement", tracing::Level::DEBUG) {
            return None;
        }
        let sent = Some((statement.text.clone(), statement.params.clone()));
        Some(Watch { sent, started: Instant::now(), mode, observer: observer.cloned() })
    }

    /// Tells of its end.
    pub(super) fn finish(mut self, error: Option<ErrorKind>) {
        self.report(true, error);
    }

    fn report(&mut self, ended: bool, error: Option<ErrorKind>) {
        let Some((text, params)) = self.sent.take() else { return };
        let (started, duration, mode) = (self.started, self.started.elapsed(), self.mode);
        tracing::debug!(target: "segue::statement", sql = &*text, ?duration, %mode, ended, ?error);
        let Some(observer) = &self.observer else { return };
        if let Some(record) = &observer.record {
            record(Observed { text, params, started, duration, mode, place: observer.place, ended, error });
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.report(false, None);
    }
}
