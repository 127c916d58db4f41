//! Constraints, broken by SQL of the user's own.

use super::{fails, named};
use crate::{Case, Fixture, case, cases::data::shop};
use segue::{Engine, Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(unique),
        case!(unique_over_several_columns),
        case!(a_reference_to_nothing),
        case!(a_deletion_of_what_is_referred_to),
        case!(not_null),
        case!(check),
        case!(exclusion).on(&[Engine::Postgres]),
        case!(checked_when_the_transaction_ends).needing(|can| can.defers_constraints),
    ]
}

/// By an insertion, an update, and a row of a query.
async fn unique(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let expected = match fix.engine() {
        Engine::Sqlite => [Some("artist"), None, Some("name")],
        Engine::Postgres => [Some("artist"), Some("artist_name_key"), None],
        Engine::MySql => [None, Some("name"), None],
    };
    for sql in [
        "INSERT INTO artist (name) VALUES ('Björk')",
        "UPDATE artist SET name = 'Björk' WHERE id = 1",
        "INSERT INTO artist (name) SELECT 'Björk' FROM album WHERE id = 1",
    ] {
        let error = fails(&fix, sql, ErrorKind::UniqueViolation).await?;
        assert_eq!(named(&error), expected, "{sql}");
    }
    Ok(())
}

/// Text with quotes in it breaks nothing that is read out of a message.
async fn unique_over_several_columns(fix: Fixture) -> Result<()> {
    let neutral = fix.place().neutral()?;
    neutral
        .execute("CREATE TABLE pairs (a VARCHAR(40), b INTEGER, CONSTRAINT both_of_them UNIQUE (a, b))")?;
    neutral.execute("INSERT INTO pairs VALUES ('it''s for key ''x''', 1)")?;
    let again = "INSERT INTO pairs VALUES ('it''s for key ''x''', 1)";
    let error = fails(&fix, again, ErrorKind::UniqueViolation).await?;
    let expected = match fix.engine() {
        Engine::Sqlite => [Some("pairs"), None, Some("a, b")],
        Engine::Postgres => [Some("pairs"), Some("both_of_them"), None],
        Engine::MySql => [None, Some("both_of_them"), None],
    };
    assert_eq!(named(&error), expected);
    Ok(())
}

/// SQLite says only that there is one.
async fn a_reference_to_nothing(fix: Fixture) -> Result<()> {
    let sql = "INSERT INTO album (title, price, stock, artist_id) VALUES ('x', 1, 1, 99)";
    let error = fails(&fix, sql, ErrorKind::ForeignKeyViolation).await?;
    let expected = match fix.engine() {
        Engine::Sqlite => [None; 3],
        Engine::Postgres => [Some("album"), Some("album_artist_id_fkey"), None],
        Engine::MySql => [Some("album"), Some("album_artist_id_fkey"), Some("artist_id")],
    };
    assert_eq!(named(&error), expected);
    Ok(())
}

/// The constraint is the referring table's.
async fn a_deletion_of_what_is_referred_to(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let expected = match fix.engine() {
        Engine::Sqlite => [None; 3],
        Engine::Postgres => [Some("track"), Some("track_album_id_fkey"), None],
        Engine::MySql => [Some("track"), Some("track_album_id_fkey"), Some("album_id")],
    };
    for sql in ["DELETE FROM album WHERE id = 1", "UPDATE album SET id = 77 WHERE id = 1"] {
        let error = fails(&fix, sql, ErrorKind::ForeignKeyViolation).await?;
        assert_eq!(named(&error), expected, "{sql}");
    }
    Ok(())
}

/// A value that is NULL, and one that is left out.
async fn not_null(fix: Fixture) -> Result<()> {
    let table = if fix.engine() == Engine::MySql { None } else { Some("tag") };
    for sql in ["INSERT INTO tag (code, label) VALUES ('a', NULL)", "INSERT INTO tag (code) VALUES ('a')"] {
        let error = fails(&fix, sql, ErrorKind::NotNullViolation).await?;
        assert_eq!(named(&error), [table, None, Some("label")], "{sql}");
    }
    Ok(())
}

/// It has a name.
async fn check(fix: Fixture) -> Result<()> {
    let neutral = fix.place().neutral()?;
    neutral.execute("CREATE TABLE guarded (n INTEGER, CONSTRAINT positive CHECK (n > 0))")?;
    neutral.execute("INSERT INTO guarded VALUES (1)")?;
    let table = if fix.engine() == Engine::Sqlite { None } else { Some("guarded") };
    for sql in ["INSERT INTO guarded VALUES (0)", "UPDATE guarded SET n = -1"] {
        let error = fails(&fix, sql, ErrorKind::CheckViolation).await?;
        assert_eq!(named(&error), [table, Some("positive"), None], "{sql}");
    }
    Ok(())
}

/// PostgreSQL's own kind of constraint counts as a check.
async fn exclusion(fix: Fixture) -> Result<()> {
    fix.place().neutral()?.execute(
        "CREATE TABLE booked (during int4range, CONSTRAINT never_twice EXCLUDE USING gist (during WITH &&)); \
         INSERT INTO booked VALUES ('[1,5)')",
    )?;
    let error = fails(&fix, "INSERT INTO booked VALUES ('[4,9)')", ErrorKind::CheckViolation).await?;
    assert_eq!(named(&error), [Some("booked"), Some("never_twice"), None]);
    Ok(())
}

/// The commit fails, nothing of the transaction is done, and its connection is of use.
async fn checked_when_the_transaction_ends(fix: Fixture) -> Result<()> {
    fix.place().neutral()?.execute(
        "CREATE TABLE later (id INTEGER PRIMARY KEY, \
         artist_id INTEGER REFERENCES artist (id) DEFERRABLE INITIALLY DEFERRED)",
    )?;
    let tx = fix.quiet(fix.db().begin()).await?;
    fix.run(raw("INSERT INTO later VALUES (1, 99)").execute(&tx)).await?;
    let committed = fix.quiet(tx.commit()).await;
    let error = fix.refused(committed, ErrorKind::ForeignKeyViolation);
    assert!(!error.retry().advised());
    assert_eq!(error.retry().outcome, segue::Outcome::NotDone);
    assert_eq!(fix.run(raw("SELECT count(*) FROM later").read_only().get::<i64>(fix.db())).await?, 0);
    Ok(())
}
