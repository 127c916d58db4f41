//! SQL of the user's own.

use super::data::shop;
use crate::{
    Case, Fixture, case,
    models::{NewTag, Tag},
};
use rust_decimal::Decimal;
use segue::{Engine, Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(rows_are_decoded_by_their_order),
        case!(parameters_are_bound_in_their_order),
        case!(a_selected_parameter_has_its_type_where_the_capability_says_so),
        case!(changed_rows_are_counted),
        case!(what_changes_nothing_counts_nothing),
        case!(get_needs_one_row),
        case!(the_number_of_parameters_must_fit),
        case!(the_number_of_columns_must_fit),
        case!(only_what_reads_can_be_declared_read_only),
        case!(one_statement_at_a_time),
        case!(what_holds_no_statement_is_refused),
        case!(a_statement_that_fails_is_an_error_of_the_statement),
        case!(definitions_are_statements_too),
        case!(a_column_may_change_its_type).on(&[Engine::Postgres, Engine::MySql]),
        case!(inside_a_transaction_it_is_part_of_it),
        case!(null_is_never_a_value),
    ]
}

/// Names do not count: two columns of one name are two columns (D-95).
async fn rows_are_decoded_by_their_order(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let sql = "SELECT a.name, b.name, b.country FROM artist a, artist b WHERE a.id = 1 AND b.id = 3";
    let rows: Vec<(String, String, Option<String>)> = fix.run(raw(sql).read_only().all(fix.db())).await?;
    assert_eq!(rows, [("Pink Floyd".to_owned(), "Nobody".to_owned(), None)]);
    Ok(())
}

/// Whatever stands in literals and comments is no placeholder.
async fn parameters_are_bound_in_their_order(fix: Fixture) -> Result<()> {
    let sql = fix.sql(
        "SELECT ?, '?', /* ? */ ?, \"?\" FROM (SELECT ? AS \"?\") AS `one?`",
        "SELECT ?, '?', /* ? */ ?, \"?\" FROM (SELECT ? AS \"?\") AS \"one?\"",
        "SELECT CAST(? AS SIGNED), '?', /* ? */ CAST(? AS CHAR), `?` FROM (SELECT CAST(? AS DOUBLE) AS `?`) AS `one?` # ?",
    );
    let query = raw(sql).bind(1_i64).bind("two".to_owned()).bind(3.5).read_only();
    let row: (i64, String, String, f64) = fix.run(query.get(fix.db())).await?;
    assert_eq!(row, (1, "?".to_owned(), "two".to_owned(), 3.5));
    Ok(())
}

/// Elsewhere it is refused, unless the SQL says its type.
async fn a_selected_parameter_has_its_type_where_the_capability_says_so(fix: Fixture) -> Result<()> {
    let known = fix.db().capabilities()?.knows_types_of_parameters;
    let seven = |sql: &str| fix.quiet(raw(sql).bind(7_i64).read_only().get::<i64>(fix.db()));
    match seven("SELECT ?").await {
        Ok(number) => assert!(known && number == 7),
        Err(error) => {
            assert!(!known && error.kind() == ErrorKind::Decode, "{error}");
            assert!(error.to_string().contains("cast it in the query"), "{error}");
        }
    }
    let cast = fix.sql("SELECT CAST(? AS INTEGER)", "SELECT ?::bigint", "SELECT CAST(? AS SIGNED)");
    assert_eq!(seven(cast).await?, 7);
    fix.forget();
    Ok(())
}

/// `execute` says how many rows changed.
async fn changed_rows_are_counted(fix: Fixture) -> Result<()> {
    let insert = raw("INSERT INTO tag VALUES ('a', 'x'), ('b', 'x'), ('c', 'y')");
    assert_eq!(fix.run(insert.execute(fix.db())).await?, 3);
    let update = raw("UPDATE tag SET label = 'z' WHERE label = ?").bind("x".to_owned());
    assert_eq!(fix.run(update.execute(fix.db())).await?, 2);
    assert_eq!(fix.run(raw("DELETE FROM tag WHERE code = 'none'").execute(fix.db())).await?, 0);
    Ok(())
}

/// A definition, or a query: 0 in every mode, whatever the connection did before (D-22, D-72).
async fn what_changes_nothing_counts_nothing(fix: Fixture) -> Result<()> {
    let three = raw("INSERT INTO tag VALUES ('a', 'x'), ('b', 'x'), ('c', 'y')");
    assert_eq!(fix.run(three.execute(fix.db())).await?, 3);
    for sql in [
        "CREATE TABLE extra (a INTEGER)",
        "SELECT * FROM tag",
        "WITH t AS (SELECT * FROM tag) SELECT * FROM t",
    ] {
        assert_eq!(fix.run(raw(sql).execute(fix.db())).await?, 0, "{sql}");
    }
    let with = "WITH t AS (SELECT 'a' AS code) UPDATE tag SET label = 'z' WHERE code IN (SELECT code FROM t)";
    // Of MySQL and MariaDB only the former has it at the beginning.
    let within =
        "UPDATE tag SET label = 'z' WHERE code IN (WITH t AS (SELECT 'a' AS code) SELECT code FROM t)";
    let with = raw(fix.sql(with, with, within));
    assert_eq!(fix.run(with.execute(fix.db())).await?, 1);
    Ok(())
}

/// As `get` of a query.
async fn get_needs_one_row(fix: Fixture) -> Result<()> {
    let of = |sql: &str| raw(sql).read_only().get::<i64>(fix.db());
    assert_eq!(fix.run(of("SELECT 7")).await?, 7);
    fix.fails(of("SELECT 7 WHERE 1 = 0"), ErrorKind::DoesNotExist).await;
    fix.fails(of("SELECT 7 UNION SELECT 8"), ErrorKind::MultipleObjectsReturned).await;
    Ok(())
}

/// One value for each placeholder, neither more nor fewer; numbered ones are refused.
async fn the_number_of_parameters_must_fit(fix: Fixture) -> Result<()> {
    for query in [raw("SELECT ?"), raw("SELECT 1").bind(1_i64), raw("SELECT ?1").bind(1_i64)] {
        fix.fails(query.all::<i64>(fix.db()), ErrorKind::Usage).await;
    }
    fix.capture().assert_num_queries(0);
    Ok(())
}

/// What is selected must be just what is decoded.
async fn the_number_of_columns_must_fit(fix: Fixture) -> Result<()> {
    fix.fails(raw("SELECT 1, 2").read_only().all::<i64>(fix.db()), ErrorKind::Decode).await;
    fix.fails(raw("SELECT 1").read_only().all::<(i64, i64)>(fix.db()), ErrorKind::Decode).await;
    Ok(())
}

/// What writes cannot be hidden from the queue of writers.
async fn only_what_reads_can_be_declared_read_only(fix: Fixture) -> Result<()> {
    let sneaky = raw("INSERT INTO tag VALUES ('a', 'x')").read_only();
    fix.fails(sneaky.execute(fix.db()), ErrorKind::Usage).await;
    assert_eq!(fix.run(Tag::objects().count(fix.db())).await?, 0);
    Ok(())
}

/// One driver would send both statements, the other the first alone (D-23): refused in every mode.
async fn one_statement_at_a_time(fix: Fixture) -> Result<()> {
    let both = "INSERT INTO tag VALUES ('a', 'x'); INSERT INTO tag VALUES ('b', 'x')";
    let error = fix.fails(raw(both).execute(fix.db()), ErrorKind::Usage).await;
    assert!(error.to_string().contains("one statement"), "{error}");
    assert_eq!(fix.place().neutral()?.value("SELECT count(*) FROM tag")?, "0");
    let one = raw("INSERT INTO tag VALUES ('c', 'a;b'); -- that is all\n ");
    assert_eq!(fix.run(one.execute(fix.db())).await?, 1);
    Ok(())
}

/// One driver would fail, the other do nothing.
async fn what_holds_no_statement_is_refused(fix: Fixture) -> Result<()> {
    for nothing in ["", "  \n", "-- nothing", "/* nothing */ -- at all"] {
        fix.fails(raw(nothing).execute(fix.db()), ErrorKind::Usage).await;
    }
    fix.capture().assert_num_queries(0);
    Ok(())
}

/// What is no SQL, and what names what is not there.
async fn a_statement_that_fails_is_an_error_of_the_statement(fix: Fixture) -> Result<()> {
    fix.fails(raw("SELEKT 1").all::<i64>(fix.db()), ErrorKind::Statement).await;
    fix.fails(raw("SELECT nothing FROM tag").read_only().all::<i64>(fix.db()), ErrorKind::Statement).await;
    let error =
        fix.fails(raw("SELECT 1 FROM nobody").read_only().all::<i64>(fix.db()), ErrorKind::MissingTable);
    assert_eq!(error.await.table(), Some("nobody"));
    Ok(())
}

/// A statement that was prepared before a table changed goes on to work, and sees the change (D-42).
async fn definitions_are_statements_too(fix: Fixture) -> Result<()> {
    let db = fix.db();
    fix.quiet(raw("CREATE TABLE extra (a INTEGER)").execute(db)).await?;
    fix.run(raw("INSERT INTO extra VALUES (1)").execute(db)).await?;
    let all = || raw("SELECT * FROM extra").read_only();
    for _ in 0..2 {
        assert_eq!(fix.run(all().all::<i64>(db)).await?, [1]);
    }
    fix.quiet(raw("ALTER TABLE extra ADD COLUMN b TEXT DEFAULT 'new'").execute(db)).await?;
    for _ in 0..2 {
        assert_eq!(fix.run(all().all::<(i64, String)>(db)).await?, [(1, "new".to_owned())]);
    }
    fix.quiet(raw("DROP TABLE extra").execute(db)).await?;
    fix.fails(all().all::<i64>(db), ErrorKind::MissingTable).await;
    Ok(())
}

/// A statement that was prepared before a column became another's type reads it by the new one (D-42).
async fn a_column_may_change_its_type(fix: Fixture) -> Result<()> {
    let neutral = fix.place().neutral()?;
    neutral.execute("CREATE TABLE extra (a INTEGER)")?;
    neutral.execute("INSERT INTO extra VALUES (7)")?;
    let read = || raw("SELECT a FROM extra").read_only();
    for _ in 0..2 {
        assert_eq!(fix.quiet(read().get::<i64>(fix.db())).await?, 7);
    }
    neutral.execute(fix.sql(
        "",
        "ALTER TABLE extra ALTER COLUMN a TYPE numeric(5,2)",
        "ALTER TABLE extra MODIFY a DECIMAL(5,2)",
    ))?;
    neutral.execute("UPDATE extra SET a = 1.5")?;
    let error = fix.quiet(read().get::<i64>(fix.db())).await;
    fix.refused(error, ErrorKind::Decode);
    assert_eq!(fix.quiet(read().get::<Decimal>(fix.db())).await?, Decimal::new(15, 1));
    fix.forget();
    Ok(())
}

/// It is rolled back with everything else.
async fn inside_a_transaction_it_is_part_of_it(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    let failed: Result<()> = fix
        .atomic(async |tx| {
            ops.run(raw("INSERT INTO tag VALUES ('a', 'x')").execute(tx)).await?;
            let seen: i64 = ops.run(raw("SELECT count(*) FROM tag").read_only().get(tx)).await?;
            assert_eq!(seen, 1);
            ops.run(Tag::objects().create(tx, NewTag { code: "a".into(), label: "again".into() }))
                .await
                .map(drop)
        })
        .await;
    fix.refused(failed, ErrorKind::UniqueViolation);
    assert_eq!(fix.run(Tag::objects().count(fix.db())).await?, 0);
    Ok(())
}

/// NULL for what is no `Option` is an error that names the remedy, never a zero or an empty text (D-01).
async fn null_is_never_a_value(fix: Fixture) -> Result<()> {
    let sql = || raw("SELECT NULL").read_only();
    let errors = [
        fix.fails(sql().get::<i64>(fix.db()), ErrorKind::Decode).await,
        fix.fails(sql().get::<f64>(fix.db()), ErrorKind::Decode).await,
        fix.fails(sql().get::<bool>(fix.db()), ErrorKind::Decode).await,
        fix.fails(sql().get::<String>(fix.db()), ErrorKind::Decode).await,
        fix.fails(sql().get::<Vec<u8>>(fix.db()), ErrorKind::Decode).await,
    ];
    for error in errors {
        assert!(error.to_string().contains("NULL") && error.to_string().contains("Option"), "{error}");
    }
    assert_eq!(fix.run(sql().get::<Option<i64>>(fix.db())).await?, None);
    Ok(())
}
