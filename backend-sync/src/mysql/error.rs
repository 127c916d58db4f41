//! diesel's errors.

use crate::error::{self, not_of_the_database};
use diesel::result::{ConnectionError, Error as Diesel};
use orm_api::{
    Error, ErrorKind, Result,
    backend::{Flow, RowSink},
    error::mysql::classify,
    value::{Cell, Row},
};
use std::error::Error as _;

/// An error of a statement. diesel hides the number, and shows the text, which the session has in English.
#[cold]
pub(super) fn classified(error: Diesel) -> Error {
    match &error {
        Diesel::DatabaseError(_, said) => {
            let message = said.message().to_owned();
            classify(&message, None, error)
        }
        _ => not_of_the_database("mysql", error),
    }
}

/// An error of a row: what came does not fit what the statement was prepared for.
#[cold]
pub(super) fn unread(error: Diesel) -> Error {
    match error {
        Diesel::DeserializationError(_) => {
            let message =
                format!("mysql: a result has another type than when its statement was prepared: {error}");
            Error::new(ErrorKind::StalePlan, message).with_source(error)
        }
        error => classified(error),
    }
}

/// An error of opening a connection. The server says it in a language of its own, if it was set to another.
#[cold]
pub(super) fn not_opened(error: ConnectionError) -> Error {
    error::not_opened("mysql", error, |message, source| classify(message, None, source), classified)
}

/// What the server said of a statement.
pub(super) fn said(error: &Error) -> Option<String> {
    match error.source()?.downcast_ref()? {
        Diesel::DatabaseError(_, said) => Some(said.message().to_owned()),
        _ => None,
    }
}

/// What the server says of the last error: its number, if it is the one with that message.
pub(super) struct Diagnosis {
    pub(super) message: String,
    pub(super) number: Option<u16>,
}

impl RowSink for Diagnosis {
    fn row(&mut self, row: &dyn Row) -> Result<Flow> {
        let (mut number, mut same) = (None, false);
        row.cell(0, &mut |cell| {
            if let Cell::I64(found) = cell {
                number = u16::try_from(found).ok();
            }
        })?;
        row.cell(1, &mut |cell| {
            same = match cell {
                Cell::Text(text) => text == self.message,
                Cell::Octets(text) => text == self.message.as_bytes(),
                _ => false,
            }
        })?;
        if same {
            self.number = number;
        }
        Ok(Flow::More)
    }
}
