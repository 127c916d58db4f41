//! The same failure has the same kind in every phase.

use super::*;
use orm_api::{Error, ErrorKind};

fn constrained() -> Bench {
    let bench = bench();
    bench.script(&[
        "CREATE TABLE artist (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        "CREATE TABLE album (artist_id REFERENCES artist, price INTEGER, CONSTRAINT positive CHECK (price > 0))",
        "INSERT INTO artist VALUES (1, 'Can')",
    ]);
    bench
}

fn failure(sql: &str) -> Error {
    constrained().execute(sql, Vec::new()).unwrap_err()
}

/// A unique violation names table and column.
#[test]
fn unique_violation() {
    let error = failure("INSERT INTO artist VALUES (2, 'Can')");
    assert!(error.is_unique_violation(), "{error:?}");
    assert_eq!((error.table(), error.column()), (Some("artist"), Some("name")));
    assert!(failure("INSERT INTO artist VALUES (1, 'Neu!')").is_unique_violation());
}

/// A missing value names table and column.
#[test]
fn not_null_violation() {
    let error = failure("INSERT INTO artist VALUES (2, NULL)");
    assert!(error.is_not_null_violation(), "{error:?}");
    assert_eq!((error.table(), error.column()), (Some("artist"), Some("name")));
}

/// Foreign keys are enforced (D-17).
#[test]
fn foreign_key_violation() {
    assert!(failure("INSERT INTO album VALUES (9, 1)").is_foreign_key_violation());
}

/// A check names its constraint.
#[test]
fn check_violation() {
    let error = failure("INSERT INTO album VALUES (1, 0)");
    assert!(error.is_check_violation(), "{error:?}");
    assert_eq!(error.constraint(), Some("positive"));
}

/// A table that is not there is told from SQL that is wrong.
#[test]
fn missing_table_and_syntax() {
    let error = failure("DELETE FROM nobody");
    assert_eq!((error.kind(), error.table()), (ErrorKind::MissingTable, Some("nobody")));
    assert_eq!(failure("SELEC 1").kind(), ErrorKind::Statement);
    assert_eq!(failure("SELECT nothing FROM artist").kind(), ErrorKind::Statement);
}

/// A writer that goes round the queue meets SQLite's own lock: `Busy`, worth trying again.
#[test]
fn busy() {
    let bench = constrained();
    let mut writer = bench.lease(Access::Write);
    let begin = statement("BEGIN IMMEDIATE", Vec::new(), Access::Write);
    park_on(on(&mut *writer, |session| Box::pin(session.execute(begin)))).unwrap();
    let insert = statement("INSERT INTO artist VALUES (3, 'Neu!')", Vec::new(), Access::Write);
    let error = bench.run(Access::Read, |session| Box::pin(session.execute(insert))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Busy);
    assert!(error.retry().advised());
}

/// A statement that failed leaves a connection that goes on.
#[test]
fn a_failed_statement_leaves_the_connection_usable() {
    let bench = bench_with(|settings| settings.pool.max_connections = 1);
    bench.script(&["CREATE TABLE t (v UNIQUE)", "INSERT INTO t VALUES (1)"]);
    for _ in 0..3 {
        let error = bench.execute("INSERT INTO t VALUES (?)", vec![Value::I64(1)]).unwrap_err();
        assert!(error.is_unique_violation());
        assert_eq!(bench.value("SELECT count(*) FROM t"), Value::I64(1));
    }
    assert_eq!(bench.backend.pool().open, 1);
}
