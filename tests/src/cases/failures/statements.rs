//! Statements that are none, or name what is not there.

use super::{fails, named};
use crate::{Case, Fixture, case, cases::data::shop};
use segue::{Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(syntax),
        case!(a_missing_table),
        case!(a_missing_column),
        case!(a_missing_function),
        case!(a_table_that_is_there_already),
        case!(in_a_transaction_and_in_a_savepoint),
    ]
}

/// Found by whoever reads it, wherever the mistake stands.
async fn syntax(fix: Fixture) -> Result<()> {
    for sql in ["SELEKT 1", "SELECT FROM WHERE", "INSERT INTO tag VALUES (", "UPDATE tag SET"] {
        let error = fails(&fix, sql, ErrorKind::Statement).await?;
        assert_eq!(named(&error), [None; 3], "{sql}");
        fix.fails(raw(format!("SELECT ({sql})")).read_only().all::<i64>(fix.db()), ErrorKind::Statement)
            .await;
    }
    Ok(())
}

/// Named, whatever was to be done with it.
async fn a_missing_table(fix: Fixture) -> Result<()> {
    for sql in [
        "INSERT INTO nobody VALUES (1)",
        "UPDATE nobody SET a = 1",
        "DELETE FROM nobody",
        "DROP TABLE nobody",
        "ALTER TABLE nobody ADD COLUMN b INTEGER",
    ] {
        let error = fails(&fix, sql, ErrorKind::MissingTable).await?;
        assert_eq!(named(&error), [Some("nobody"), None, None], "{sql}");
    }
    let read = raw("SELECT a FROM nobody WHERE a = ?").bind(1_i64).read_only().all::<i64>(fix.db());
    assert_eq!(fix.fails(read, ErrorKind::MissingTable).await.table(), Some("nobody"));
    Ok(())
}

/// Anywhere.
async fn a_missing_column(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    for sql in [
        "UPDATE artist SET nothing = 1",
        "INSERT INTO artist (nothing) VALUES (1)",
        "DELETE FROM artist WHERE nothing = 1",
    ] {
        fails(&fix, sql, ErrorKind::Statement).await?;
    }
    fix.fails(raw("SELECT nothing FROM artist").read_only().all::<i64>(fix.db()), ErrorKind::Statement).await;
    Ok(())
}

/// Likewise.
async fn a_missing_function(fix: Fixture) -> Result<()> {
    fix.fails(raw("SELECT no_such(1)").read_only().all::<i64>(fix.db()), ErrorKind::Statement).await;
    Ok(())
}

/// A definition that cannot be carried out.
async fn a_table_that_is_there_already(fix: Fixture) -> Result<()> {
    fails(&fix, "CREATE TABLE tag (code INTEGER)", ErrorKind::Statement).await?;
    Ok(())
}

/// The same error; a savepoint keeps it from the transaction.
async fn in_a_transaction_and_in_a_savepoint(fix: Fixture) -> Result<()> {
    let mut tx = fix.quiet(fix.db().begin()).await?;
    let ops = fix.clone();
    let failed: Result<()> = fix
        .savepoint(&mut tx, async |inner| {
            ops.fails(raw("DELETE FROM nobody").execute(inner), ErrorKind::MissingTable).await;
            Err(Error::new(ErrorKind::Application, "undone"))
        })
        .await;
    fix.refused(failed, ErrorKind::Application);
    fix.fails(raw("SELEKT 1").execute(&tx), ErrorKind::Statement).await;
    fix.fails(raw("SELECT 1").read_only().get::<i64>(&tx), ErrorKind::Aborted).await;
    fix.run(tx.rollback()).await
}
