//! diesel's errors.

use crate::error::{self, not_of_the_database};
use diesel::result::{ConnectionError, Error as Diesel};
use orm_api::{Error, ErrorKind, error::mysql::classify};

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
