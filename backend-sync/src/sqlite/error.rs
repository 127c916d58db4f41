//! diesel's errors.

use crate::error::{self, not_of_the_database};
use diesel::result::{ConnectionError, Error as Diesel};
use orm_api::{Error, error::sqlite::classify};

/// An error of a statement. diesel hides the result code, not the text (D-28).
#[cold]
pub(super) fn classified(error: Diesel) -> Error {
    match &error {
        Diesel::DatabaseError(_, said) => {
            let message = said.message().to_owned();
            classify(&message, None, error)
        }
        _ => not_of_the_database("sqlite", error),
    }
}

/// An error of opening a connection.
#[cold]
pub(super) fn not_opened(error: ConnectionError) -> Error {
    error::not_opened("sqlite", error, |message, source| classify(message, None, source), classified)
}
