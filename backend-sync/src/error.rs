//! diesel's errors, whatever the database.

use diesel::result::{ConnectionError, Error as Diesel};
use orm_api::{Error, ErrorKind};

/// An error of a statement that no database has said: diesel's own.
#[cold]
pub(crate) fn not_of_the_database(database: &str, error: Diesel) -> Error {
    let kind = match &error {
        Diesel::InvalidCString(_) | Diesel::QueryBuilderError(_) => ErrorKind::Statement,
        _ => ErrorKind::Internal,
    };
    Error::new(kind, format!("{database}: {error}")).with_source(error)
}

/// An error of opening a connection. `refused` reads what the database, or its library, has said; `classified` is for the
/// statements that diesel sends itself.
#[cold]
pub(crate) fn not_opened(
    database: &str,
    error: ConnectionError,
    refused: impl FnOnce(&str, ConnectionError) -> Error,
    classified: impl FnOnce(Diesel) -> Error,
) -> Error {
    match error {
        ConnectionError::BadConnection(message) => {
            refused(&message, ConnectionError::BadConnection(message.clone()))
        }
        ConnectionError::CouldntSetupConfiguration(error) => classified(error),
        error => Error::new(ErrorKind::Connect, format!("{database}: {error}")).with_source(error),
    }
}
