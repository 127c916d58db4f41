//! The state of a connection, and of the tables: the same in every mode.

use crate::{Case, Fixture, case, models, setup::failed};
use segue::{Result, drop_tables, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(settings_are_the_same),
        case!(every_connection_has_them).concurrent(),
        case!(one_library_serves_both_drivers),
        case!(tables_are_made_alike),
        case!(tables_are_made_all_or_none),
        case!(memory_is_a_private_file),
        case!(capabilities_are_declared),
    ]
}

const PRAGMAS: [(&str, i64); 8] = [
    ("foreign_keys", 1),
    ("busy_timeout", 5000),
    ("synchronous", 1),
    ("cache_size", -16384),
    ("recursive_triggers", 1),
    ("read_uncommitted", 0),
    ("query_only", 0),
    ("ignore_check_constraints", 0),
];

/// Foreign keys are enforced, WAL is on, and so forth; what the drivers would choose differs (D-17, D-18).
async fn settings_are_the_same(fix: Fixture) -> Result<()> {
    for (pragma, expected) in PRAGMAS {
        let value: i64 = fix.run(raw(format!("PRAGMA {pragma}")).read_only().get(fix.db())).await?;
        assert_eq!(value, expected, "{pragma}");
    }
    let journal: String = fix.run(raw("PRAGMA journal_mode").read_only().get(fix.db())).await?;
    let encoding: String = fix.run(raw("PRAGMA encoding").read_only().get(fix.db())).await?;
    assert_eq!((journal.as_str(), encoding.as_str()), ("wal", "UTF-8"));
    let like: bool = fix.run(raw("SELECT 'A' LIKE 'a'").read_only().get(fix.db())).await?;
    assert!(like);
    Ok(())
}

/// Not just the first: streams hold some, and each further one is asked.
async fn every_connection_has_them(fix: Fixture) -> Result<()> {
    fix.place().neutral()?.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) \
         INSERT INTO employee (id, name) SELECT i, 'x' FROM n",
    )?;
    let mut held = Vec::new();
    for open in 1..fix.options().settings.pool.max_connections {
        let mut rows = fix.rows(&models::Employee::objects(), fix.db());
        rows.next().await?;
        held.push(rows);
        assert_eq!(fix.db().pool()?.in_use, open);
        for (pragma, expected) in PRAGMAS {
            let value: i64 = fix.quiet(raw(format!("PRAGMA {pragma}")).read_only().get(fix.db())).await?;
            assert_eq!(value, expected, "{pragma} with {open} connections in use");
        }
    }
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

/// The same definitions, whoever makes the tables; dropping leaves none.
async fn tables_are_made_alike(fix: Fixture) -> Result<()> {
    let definitions =
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name";
    let before = fix.place().neutral()?.rows(definitions)?;
    assert!(before.len() >= models::all().len());
    fix.run(drop_tables(fix.db(), &models::all())).await?;
    assert_eq!(fix.place().neutral()?.rows(definitions)?, [[""; 0]; 0]);
    fix.run(create_tables(fix.db(), &models::all())).await?;
    assert_eq!(fix.place().neutral()?.rows(definitions)?, before);
    Ok(())
}

/// The second table exists: the first is not made either.
async fn tables_are_made_all_or_none(fix: Fixture) -> Result<()> {
    let neutral = fix.place().neutral()?;
    neutral.execute("DROP TABLE artist")?;
    let both = [models::Artist::def(), models::Tag::def()];
    fix.fails(create_tables(fix.db(), &both), ErrorKind::Statement).await;
    assert_eq!(neutral.value("SELECT count(*) FROM sqlite_schema WHERE name = 'artist'")?, "0");
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

/// Whether statements wait without blocking is what the phases are about; the rest is SQLite's.
async fn capabilities_are_declared(fix: Fixture) -> Result<()> {
    let mut can = fix.db().capabilities()?;
    assert_eq!(can.waits_without_blocking, fix.setup().mode() != Mode::Sync);
    can.waits_without_blocking = false;
    fix.note(can.list());
    assert!(can.list().iter().all(|capability| !capability.otherwise.is_empty()));
    Ok(())
}
