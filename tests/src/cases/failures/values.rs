//! Values that the database refuses, sent past Segue's own checks by SQL of the user's own.

use super::{SERVERS, fails, named};
use crate::{Case, Fixture, case, cases::data::shop};
use segue::{Engine, Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(too_long).on(SERVERS),
        case!(out_of_range),
        case!(too_many_digits),
        case!(of_another_type).on(SERVERS),
        case!(divided_by_zero).on(SERVERS),
        case!(found_while_rows_are_read).on(SERVERS),
    ]
}

/// What a column cannot keep, and the column where the server names it.
async fn refused(fix: &Fixture, sql: &str, column: &str) -> Result<()> {
    let error = fails(fix, sql, ErrorKind::InvalidValue).await?;
    let column = Some(column).filter(|_| fix.engine() == Engine::MySql);
    assert_eq!(named(&error), [None, None, column], "{sql}");
    Ok(())
}

/// SQLite keeps texts of any length.
async fn too_long(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let long = "x".repeat(121);
    refused(&fix, &format!("INSERT INTO artist (name) VALUES ('{long}')"), "name").await?;
    refused(&fix, &format!("UPDATE artist SET name = '{long}' WHERE id = 1"), "name").await
}

/// An integer that its column cannot hold, and one that no integer can.
async fn out_of_range(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    if fix.engine() != Engine::Sqlite {
        refused(&fix, "UPDATE album SET stock = 3000000000 WHERE id = 1", "stock").await?;
    }
    let sum = fix.sql(
        "SELECT sum(9223372036854775807) FROM album",
        "SELECT 9223372036854775807 + id FROM album",
        "SELECT 9223372036854775807 + id FROM album",
    );
    fix.fails(raw(sum).read_only().all::<i64>(fix.db()), ErrorKind::InvalidValue).await;
    Ok(())
}

/// More than `DECIMAL(10, 2)` holds.
async fn too_many_digits(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let sql = fix.sql(
        "UPDATE album SET price = 12345678901 WHERE id = 1",
        "UPDATE album SET price = 1234567890.12 WHERE id = 1",
        "UPDATE album SET price = 1234567890.12 WHERE id = 1",
    );
    let error = fails(&fix, sql, ErrorKind::InvalidValue).await?;
    assert!(error.table().is_none(), "{error:?}");
    Ok(())
}

/// Text that is no number, no day, no JSON, no UUID.
async fn of_another_type(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    refused(&fix, "UPDATE album SET stock = 'many' WHERE id = 1", "stock").await?;
    refused(&fix, "UPDATE album SET released = '2020-13-45' WHERE id = 1", "released").await?;
    refused(&fix, "UPDATE album SET released = 'a day' WHERE id = 1", "released").await?;
    if fix.engine() == Engine::Postgres {
        for sql in [
            "SELECT 'many'::integer",
            "SELECT 'x'::uuid",
            "SELECT '{'::jsonb",
            "SELECT '25:00:00'::time",
            "SELECT 'maybe'::boolean",
            "SELECT convert_from('\\xff'::bytea, 'UTF8')",
            "SELECT E'\\\\xzz'::bytea",
            "SELECT 'a' ~ '('",
            "SELECT 1e400::float8",
            "SELECT 300000::smallint",
        ] {
            refused(&fix, sql, "").await?;
        }
    }
    Ok(())
}

/// On PostgreSQL anywhere, on MySQL where it would be stored; SQLite makes NULL of it.
async fn divided_by_zero(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    refused_anywhere(&fix, "UPDATE album SET stock = 1 / (stock - stock)").await?;
    refused_anywhere(&fix, "UPDATE album SET stock = stock % (id - id)").await?;
    let quotient = raw("SELECT stock / (stock - stock) FROM album").read_only().all::<Option<f64>>(fix.db());
    if fix.engine() == Engine::MySql {
        return Ok(());
    }
    fix.fails(quotient, ErrorKind::InvalidValue).await;
    Ok(())
}

async fn refused_anywhere(fix: &Fixture, sql: &str) -> Result<()> {
    let error = fails(fix, sql, ErrorKind::InvalidValue).await?;
    assert_eq!(named(&error), [None; 3], "{sql}");
    Ok(())
}

/// After some of them have been sent: the error comes after them, or instead of them, and never too few rows.
async fn found_while_rows_are_read(fix: Fixture) -> Result<()> {
    let sql = fix.sql(
        "",
        "SELECT 10 / (3000 - n) FROM generate_series(1, 5000) n",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) \
         SELECT 9223372036854775307 + i FROM n",
    );
    let failing = raw(sql).read_only().all::<i64>(fix.db());
    fix.fails(failing, ErrorKind::InvalidValue).await;
    Ok(())
}
