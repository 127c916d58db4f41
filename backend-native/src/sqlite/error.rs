//! sqlx's errors.

use orm_api::{Error, ErrorKind, Outcome, error::sqlite::classify};
use sqlx::Error as Sqlx;

/// sqlx's thread has ended in the middle of a statement, which sqlx itself shows as the end of its rows.
#[cold]
pub(super) fn cut_off() -> Error {
    let message = "sqlite: the connection's thread has ended in the middle of a statement";
    Error::new(ErrorKind::ConnectionLost, message).with_outcome(Outcome::Unknown)
}

/// An error of a statement, or of opening a connection, by its text, as diesel's: sqlx's own kinds differ (D-27).
#[cold]
pub(super) fn classified(error: Sqlx) -> Error {
    match &error {
        Sqlx::Database(said) => {
            let message = said.message().to_owned();
            let code = said.code().and_then(|code| code.parse().ok());
            classify(&message, code, error)
        }
        Sqlx::WorkerCrashed => {
            let message = "sqlite: the connection's thread has ended";
            Error::new(ErrorKind::ConnectionLost, message).with_source(error)
        }
        Sqlx::Io(_) => Error::new(ErrorKind::Connect, format!("sqlite: {error}")).with_source(error),
        _ => Error::new(ErrorKind::Internal, format!("sqlite: {error}")).with_source(error),
    }
}
