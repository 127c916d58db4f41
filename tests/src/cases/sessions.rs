//! The state of a connection: the same in every mode.

use super::{data::employees, settings};
use crate::{Case, Fixture, case, models, setup::failed};
use segue::{Engine, Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(settings_are_the_same),
        case!(nothing_else_differs).on(&[Engine::Postgres, Engine::MySql]),
        case!(every_connection_has_them).concurrent(),
        case!(sql_means_the_same),
        case!(one_library_serves_both_drivers).on(&[Engine::Sqlite]),
        case!(memory_is_a_private_file).on(&[Engine::Sqlite]),
        case!(capabilities_are_declared),
    ]
}

/// Foreign keys are enforced, texts are in UTF-8, and so forth; what the drivers would choose differs (D-17, D-18, D-41, D-67
/// to D-70, D-84).
async fn settings_are_the_same(fix: Fixture) -> Result<()> {
    for (name, expected) in settings::expected(&fix) {
        assert_eq!(settings::value(&fix, fix.db(), name).await?, *expected, "{name}");
    }
    Ok(())
}

/// Whatever a driver would set behind Segue's back: all that the server tells of the session is compared between the modes.
async fn nothing_else_differs(fix: Fixture) -> Result<()> {
    for (name, value) in settings::all(&fix).await? {
        fix.note((name, value));
    }
    Ok(())
}

/// Not just the first: streams hold some, and each further one is asked.
async fn every_connection_has_them(fix: Fixture) -> Result<()> {
    employees(&fix, 9000)?;
    let mut held = Vec::new();
    for open in 1..fix.options().settings.pool.max_connections {
        let mut rows = fix.rows(&models::Employee::objects(), fix.db());
        rows.next().await?;
        held.push(rows);
        assert_eq!(fix.db().pool()?.in_use, open);
        for (name, expected) in settings::expected(&fix) {
            let value = settings::value(&fix, fix.db(), name).await?;
            assert_eq!(value, *expected, "{name} with {open} connections in use");
        }
    }
    Ok(())
}

/// What depends on a setting: `||`, the case of letters, blanks at the end, what a number is divided to, and when it is.
async fn sql_means_the_same(fix: Fixture) -> Result<()> {
    let told = async |sql: &str| -> Result<String> { fix.run(raw(sql).read_only().get(fix.db())).await };
    let text = async |sql: &str| told(&format!("SELECT CASE WHEN {sql} THEN 'yes' ELSE 'no' END")).await;
    // MySQL's own meaning, which is a logical or, is kept (D-67).
    let joined = fix.sql("'a' || 'b' = 'ab'", "'a' || 'b' = 'ab'", "('1' || '0') = 1");
    assert_eq!(text(joined).await?, "yes");
    assert_eq!(text("'a' = 'A'").await?, "no", "texts compare by their characters' numbers (D-69, D-89)");
    assert_eq!(text("'a' = 'a '").await?, "no");
    assert_eq!(text("'é' = 'e'").await?, "no");
    let bound =
        raw("SELECT CASE WHEN ? = ? THEN 'yes' ELSE 'no' END").bind("a".to_owned()).bind("A".to_owned());
    assert_eq!(fix.run(bound.read_only().get::<String>(fix.db())).await?, "no");
    let like = fix.sql("yes", "no", "no");
    assert_eq!(text("'A' LIKE 'a'").await?, like);
    let zone = fix.sql(
        "'yes'",
        "CASE WHEN '2024-07-01 12:00:00+02'::timestamptz::text = '2024-07-01 10:00:00+00' THEN 'yes' END",
        "CASE WHEN FROM_UNIXTIME(0) = '1970-01-01 00:00:00' AND TIMEDIFF(NOW(), UTC_TIMESTAMP()) = 0 THEN 'yes' END",
    );
    assert_eq!(told(&format!("SELECT {zone}")).await?, "yes");
    Ok(())
}

/// Two copies of SQLite in one process would break each other's locks (D-32).
async fn one_library_serves_both_drivers(fix: Fixture) -> Result<()> {
    let sql = "SELECT sqlite_version() || ' ' || sqlite_source_id()";
    let here: String = fix.run(raw(sql).read_only().get(fix.db())).await?;
    assert_eq!(here, fix.place().neutral()?.value(sql)?);
    let lock =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock")).map_err(failed)?;
    assert_eq!(lock.matches("name = \"libsqlite3-sys\"").count(), 1);
    Ok(())
}

/// All connections see the same tables, and two databases are two (D-20).
async fn memory_is_a_private_file(fix: Fixture) -> Result<()> {
    let mode = fix.setup().mode();
    let open = || Database::builder("sqlite::memory:").unconfigured().phase(mode).connect();
    let (one, other) = (fix.quiet(open()).await?, fix.quiet(open()).await?);
    fix.quiet(create_tables(&one, &[models::Tag::def()])).await?;
    let tx = fix.quiet(one.begin()).await?;
    assert_eq!(fix.run(models::Tag::objects().count(&one.outside_transaction())).await?, 0);
    fix.quiet(tx.commit()).await?;
    fix.fails(models::Tag::objects().count(&other), ErrorKind::MissingTable).await;
    let file = one.settings().location.file().map(std::path::Path::to_owned);
    assert!(file.as_ref().is_some_and(|file| file.exists()));
    for db in [one, other] {
        fix.quiet(db.close(std::time::Duration::from_secs(5))).await?;
        drop(db);
    }
    assert!(file.is_some_and(|file| !file.exists()), "the file is left behind");
    Ok(())
}

/// Whether statements wait without blocking is what the phases are about. What was dropped is not stopped by diesel
/// on SQLite, and nothing that blocks is dropped. On MySQL diesel's library loads all rows, and asks for
/// the types of a result before it sends a parameter; the rest is the database's.
async fn capabilities_are_declared(fix: Fixture) -> Result<()> {
    let (mut can, mode) = (fix.db().capabilities()?, fix.setup().mode());
    assert_eq!(can.waits_without_blocking, mode != Mode::Sync);
    let unhindered = fix.engine() != Engine::MySql || mode == Mode::Native;
    assert_eq!([can.streams_rows, can.knows_types_of_parameters], [unhindered; 2]);
    let stops = mode == Mode::Native || mode != Mode::Sync && fix.engine() != Engine::Sqlite;
    assert_eq!(can.stops_dropped_statements, stops);
    (can.waits_without_blocking, can.streams_rows, can.knows_types_of_parameters) = (false, false, false);
    can.stops_dropped_statements = false;
    fix.note(can.list());
    assert!(can.list().iter().all(|capability| !capability.otherwise.is_empty()));
    Ok(())
}
