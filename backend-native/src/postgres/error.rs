//! sqlx's errors.

use crate::connection::not_of_the_database;
use orm_api::{
    Error,
    error::postgres::{Said, classify},
};
use sqlx::{Error as Sqlx, postgres::PgDatabaseError};

/// An error of a statement, or of opening a connection, by the server's code.
#[cold]
pub(super) fn classified(error: Sqlx) -> Error {
    let Sqlx::Database(said) = &error else { return not_of_the_database("postgres", error) };
    let Some(said) = said.try_downcast_ref::<PgDatabaseError>() else {
        return not_of_the_database("postgres", error);
    };
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let (code, message, routine) = (said.code().to_owned(), said.message().to_owned(), owned(said.routine()));
    let (table, column, constraint) = (owned(said.table()), owned(said.column()), owned(said.constraint()));
    let said = Said {
        code: Some(&code),
        message: &message,
        table: table.as_deref(),
        column: column.as_deref(),
        constraint: constraint.as_deref(),
        routine: routine.as_deref(),
    };
    classify(said, error)
}
