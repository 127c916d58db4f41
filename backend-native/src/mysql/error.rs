//! sqlx's errors.

use crate::connection::not_of_the_database;
use orm_api::{Error, error::mysql::classify};
use sqlx::{Error as Sqlx, mysql::MySqlDatabaseError};

/// An error of a statement, or of opening a connection, by the server's number.
#[cold]
pub(super) fn classified(error: Sqlx) -> Error {
    let Sqlx::Database(said) = &error else { return not_of_the_database("mysql", error) };
    let Some(said) = said.try_downcast_ref::<MySqlDatabaseError>() else {
        return not_of_the_database("mysql", error);
    };
    let (message, number) = (said.message().to_owned(), said.number());
    classify(&message, Some(number), error)
}
