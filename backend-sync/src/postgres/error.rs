//! diesel's errors.

use crate::error::{self, not_of_the_database};
use diesel::result::{ConnectionError, DatabaseErrorKind, Error as Diesel};
use orm_api::{
    Error, ErrorKind,
    error::{
        lost,
        postgres::{Said, classify},
    },
};

/// An error of a statement. diesel hides the code, but for the kinds that it knows (D-49, D-50).
#[cold]
pub(super) fn classified(error: Diesel) -> Error {
    match &error {
        Diesel::DatabaseError(
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
            _,
        ) => lost("postgres", error),
        Diesel::DatabaseError(kind, said) => {
            let message = said.message().to_owned();
            let [table, column, constraint] = [said.table_name(), said.column_name(), said.constraint_name()]
                .map(|name| name.map(str::to_owned));
            let said = Said {
                code: code_of(kind),
                message: &message,
                table: table.as_deref(),
                column: column.as_deref(),
                constraint: constraint.as_deref(),
                routine: None,
            };
            classify(said, error)
        }
        _ => not_of_the_database("postgres", error),
    }
}

/// An error of opening a connection.
#[cold]
pub(super) fn not_opened(error: ConnectionError) -> Error {
    error::not_opened("postgres", error, refused, classified)
}

/// libpq puts what the server said behind its own words: `connection to server at .. failed: FATAL:  ..`.
fn refused(message: &str, source: ConnectionError) -> Error {
    if message.contains("timeout expired") {
        return Error::new(ErrorKind::ConnectTimeout, one_line(message)).with_source(source);
    }
    // The library itself misses it.
    if message.contains("no password supplied") {
        return Error::new(ErrorKind::Authentication, one_line(message)).with_source(source);
    }
    match message.rsplit_once("FATAL:") {
        Some((_, said)) => {
            // What follows the first line is detail.
            let message = said.trim().lines().next().unwrap_or_default();
            // Only here is it the user; in a statement any role may be meant.
            let code = message.starts_with("role \"").then_some("28000");
            classify(Said { code, message, ..Said::default() }, source)
        }
        None => Error::new(ErrorKind::Connect, one_line(message)).with_source(source),
    }
}

/// The code that diesel's kind stands for.
fn code_of(kind: &DatabaseErrorKind) -> Option<&'static str> {
    match kind {
        DatabaseErrorKind::UniqueViolation => Some("23505"),
        DatabaseErrorKind::ForeignKeyViolation => Some("23503"),
        DatabaseErrorKind::NotNullViolation => Some("23502"),
        DatabaseErrorKind::CheckViolation => Some("23514"),
        DatabaseErrorKind::RestrictViolation => Some("23001"),
        DatabaseErrorKind::ExclusionViolation => Some("23P01"),
        DatabaseErrorKind::SerializationFailure => Some("40001"),
        DatabaseErrorKind::ReadOnlyTransaction => Some("25006"),
        _ => None,
    }
}

/// libpq writes several lines.
fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}
