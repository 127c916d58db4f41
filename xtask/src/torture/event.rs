//! What the clients tell: lines on a pipe, each written whole before the client goes on. What was not read was not told.

use segue::ErrorKind;
use serde::{Deserialize, Serialize};
use std::io::Write;

/// Which piece of work: its client, and the client's number for it. Both stand in the row that it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Ticket {
    pub(super) client: i64,
    pub(super) number: i64,
}

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Work {
    /// Money goes from one account to another, and the ledger gets a row: one transaction.
    Transfer(Transfer),
    /// A row with a unique text is inserted, again and again until it is there.
    Mark,
    /// A counter goes up by one, in one statement.
    Count,
}

/// A transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Transfer {
    pub(super) source: i64,
    pub(super) target: i64,
    pub(super) amount: i64,
}

/// What the client was told of its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum Told {
    /// It is done.
    Done,
    /// It is not done.
    NotDone,
    /// Nobody can tell: so the error says, or the client went away.
    Unknown,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Event {
    /// The clients are at work.
    Ready,
    /// A client begins.
    Begun(Ticket, Work),
    /// It was told.
    Ended(Ticket, Told),
    /// The total was read, and was right.
    Read,
    /// An error that a fault explains; its kind.
    Met(String),
    /// A future was dropped before it was ready.
    Dropped,
    /// The mode was switched, to that one.
    Switched(String),
    /// Something that no fault explains.
    Wrong(String),
}

impl Event {
    /// Writes the line. Where nobody reads any more, the process has nothing left to do, and ends.
    pub(super) fn tell(&self) {
        let line = serde_json::to_string(self).unwrap_or_default() + "\n";
        let mut out = std::io::stdout().lock();
        if out.write_all(line.as_bytes()).and_then(|()| out.flush()).is_err() {
            std::process::exit(1);
        }
    }

    /// Reads a line; `None` for a part of one, such as a process that was killed leaves behind.
    pub(super) fn read(line: &str) -> Option<Self> {
        serde_json::from_str(line).ok()
    }
}

/// Tells of an error: one that a fault may cause, or one that nothing explains.
pub(super) fn tell_of(what: &str, error: &segue::Error) {
    match may_happen(error.kind()) {
        true => Event::Met(error.kind().to_string()).tell(),
        false => Event::Wrong(format!("{what}: {error:?}")).tell(),
    }
}

/// Lost and refused connections, time-outs, conflicts.
fn may_happen(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Connect
            | ErrorKind::ConnectTimeout
            | ErrorKind::ConnectionLost
            | ErrorKind::AcquireTimeout
            | ErrorKind::Busy
            | ErrorKind::Cancelled
            | ErrorKind::SerializationFailure
            | ErrorKind::Deadlock
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line is read as it was written; a part of it is none.
    #[test]
    fn lines_are_whole_or_nothing() {
        let transfer = Transfer { source: 1, target: 2, amount: 3 };
        let event = Event::Begun(Ticket { client: 64_001, number: 7 }, Work::Transfer(transfer));
        let line = serde_json::to_string(&event).unwrap();
        assert_eq!(Event::read(&line), Some(event));
        assert_eq!(Event::read(&line[..line.len() - 1]), None);
        assert_eq!(Event::read(""), None);
    }

    /// What a fault explains, and what nothing does.
    #[test]
    fn other_kinds_are_wrong() {
        assert!(may_happen(ErrorKind::ConnectionLost) && may_happen(ErrorKind::Deadlock));
        for kind in [ErrorKind::Decode, ErrorKind::Internal, ErrorKind::Ended, ErrorKind::Aborted] {
            assert!(!may_happen(kind), "{kind}");
        }
    }
}
