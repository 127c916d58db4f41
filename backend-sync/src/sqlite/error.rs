//! diesel's errors.

use diesel::result::{ConnectionError, Error as Diesel};
use orm_api::{Error, ErrorKind, error::sqlite::classify};

/// An error of a statement. diesel hides the result code, not the text (D-28).
#[cold]
pub(super) fn classified(error: Diesel) -> Error {
    match &error {
        Diesel::DatabaseError(_, said) => {
            let message = said.message().to_owned();
            classify(&message, None, error)
        }
        Diesel::InvalidCString(_) | Diesel::QueryBuilderError(_) => {
            Error::new(ErrorKind::Statement, format!("sqlite: {error}")).with_source(error)
        }
        _ => Error::new(ErrorKind::Internal, format!("sqlite: {error}")).with_source(error),
    }
}

/// An error of opening a connection.
#[cold]
pub(super) fn not_opened(error: ConnectionError) -> Error {
    match error {
        ConnectionError::BadConnection(message) => {
            classify(&message, None, ConnectionError::BadConnection(message.clone()))
        }
        ConnectionError::CouldntSetupConfiguration(error) => classified(error),
        error => Error::new(ErrorKind::Connect, format!("sqlite: {error}")).with_source(error),
    }
}
