//! Each kind of failure, provoked on each database: the same kind, with the same details and the same words, in every mode.
//! The transcripts compare what a case does not assert.

mod connecting;
mod constraints;
mod locks;
mod lost;
mod mysql;
mod postgres;
mod rights;
mod serializing;
pub(super) mod sessions;
mod statements;
mod stopped;
mod user;
mod values;

pub(super) use user::User;

use crate::{Case, Fixture};
use segue::{Engine, Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    [
        constraints::cases(),
        values::cases(),
        statements::cases(),
        rights::cases(),
        locks::cases(),
        serializing::cases(),
        stopped::cases(),
        connecting::cases(),
        lost::cases(),
        postgres::cases(),
        mysql::cases(),
    ]
    .concat()
}

const SERVERS: &[Engine] = &[Engine::Postgres, Engine::MySql];

/// Sends SQL that must fail with that kind, and sees that the connection is of use afterwards.
#[track_caller]
fn fails<'f>(
    fix: &'f Fixture,
    sql: &str,
    kind: ErrorKind,
) -> impl Future<Output = Result<Error>> + Send + use<'f> {
    let failing = fix.fails(raw(sql).execute(fix.db()), kind);
    async move {
        let error = failing.await;
        assert!(!error.retry().advised(), "trying again would not help: {error:?}");
        assert_eq!(fix.quiet(raw("SELECT 'fine'").read_only().get::<String>(fix.db())).await?, "fine");
        Ok(error)
    }
}

/// Table, constraint and column, as far as the database names them.
fn named(error: &Error) -> [Option<&str>; 3] {
    [error.table(), error.constraint(), error.column()]
}
