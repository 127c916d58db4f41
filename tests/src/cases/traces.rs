//! What SQL of the user's own leaves on its connection: nobody else meets it.

use crate::{Case, Fixture, Options, case};
use segue::{Engine, Executor, Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(nobody_meets_what_was_left).tuned(one_connection),
        case!(what_ends_with_the_transaction_costs_nothing).on(&[Engine::Postgres]).tuned(one_connection),
        case!(who_touched_nothing_keeps_the_connection).tuned(one_connection),
        case!(a_procedure_that_ends_the_transaction_is_found_out).on(&[Engine::MySql]),
        case!(what_would_commit_is_refused).on(&[Engine::MySql]),
    ]
}

fn one_connection(options: &mut Options) {
    options.settings.pool.max_connections = 1;
}

/// What leaves something behind, what asks for it, and the answer where it is not there.
const SQLITE: &[(&str, &str, i64)] = &[
    ("CREATE TEMP TABLE left_behind (a)", "SELECT count(*) FROM sqlite_temp_master", 0),
    (
        "ATTACH ':memory:' AS left_behind",
        "SELECT count(*) FROM pragma_database_list WHERE name = 'left_behind'",
        0,
    ),
    ("PRAGMA cache_size = 17", "SELECT count(*) FROM pragma_cache_size WHERE cache_size = 17", 0),
];

const POSTGRES: &[(&str, &str, i64)] = &[
    (
        "CREATE TEMP TABLE left_behind (a int)",
        // Its own: a session that has ended is cleaned a moment later.
        "SELECT count(*) FROM pg_class WHERE relname = 'left_behind' AND relnamespace = pg_my_temp_schema()",
        0,
    ),
    (
        "SELECT pg_advisory_lock(4711)",
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
        0,
    ),
    ("LISTEN left_behind", "SELECT count(*) FROM pg_listening_channels()", 0),
    (
        "SET search_path = pg_catalog",
        "SELECT count(*) FROM pg_settings WHERE name = 'search_path' AND source = 'session'",
        0,
    ),
    (
        "SELECT set_config('work_mem', '128kB', false)",
        "SELECT count(*) FROM pg_settings WHERE name = 'work_mem' AND source = 'session'",
        0,
    ),
    (
        "DO $$ BEGIN PERFORM set_config('work_mem', '128kB', false); END $$",
        "SELECT count(*) FROM pg_settings WHERE name = 'work_mem' AND source = 'session'",
        0,
    ),
    (
        "PREPARE left_behind AS SELECT 1",
        "SELECT count(*) FROM pg_prepared_statements WHERE name = 'left_behind'",
        0,
    ),
    ("SET ROLE pg_monitor", "SELECT count(*) FROM (SELECT 1) one WHERE current_user = 'pg_monitor'", 0),
];

const MYSQL: &[(&str, &str, i64)] = &[
    // The names of locks are the server's: whoever runs beside this one has others.
    (
        "SELECT GET_LOCK(CONCAT(DATABASE(), '.left'), 1)",
        "SELECT COUNT(*) FROM (SELECT 1) one WHERE IS_USED_LOCK(CONCAT(DATABASE(), '.left')) = CONNECTION_ID()",
        0,
    ),
    ("SELECT @left_behind := 1", "SELECT COUNT(*) FROM (SELECT 1) one WHERE @left_behind IS NOT NULL", 0),
    ("SELECT 1 INTO @left_behind", "SELECT COUNT(*) FROM (SELECT 1) one WHERE @left_behind IS NOT NULL", 0),
    ("SET sql_mode = ''", "SELECT COUNT(*) FROM (SELECT 1) one WHERE @@sql_mode = ''", 0),
    (
        "USE information_schema",
        "SELECT COUNT(*) FROM (SELECT 1) one WHERE DATABASE() = 'information_schema'",
        0,
    ),
];

async fn number(fix: &Fixture, on: &(impl Executor + ?Sized), sql: &str) -> Result<i64> {
    Ok(fix.quiet(raw(sql).read_only().get::<(i64,)>(on)).await?.0)
}

/// Settings, roles, temporary tables, locks of the session, variables, what it listens to: whoever gets the only connection next.
async fn nobody_meets_what_was_left(fix: Fixture) -> Result<()> {
    let all = match fix.engine() {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
        Engine::MySql => MYSQL,
    };
    for (leave, ask, clean) in all {
        // A database cannot be attached inside a transaction.
        if leave.starts_with("ATTACH") {
            fix.quiet(raw(*leave).execute(fix.db())).await?;
        } else {
            let tx = fix.quiet(fix.db().begin()).await?;
            fix.quiet(raw(*leave).execute(&tx)).await?;
            // Listening begins with the commit.
            if !leave.starts_with("LISTEN") {
                assert_ne!(number(&fix, &tx, ask).await?, *clean, "it is there in the transaction: {leave}");
            }
            fix.quiet(tx.commit()).await?;
        }
        assert_eq!(number(&fix, fix.db(), ask).await?, *clean, "{leave}");
    }
    Ok(())
}

/// `SET LOCAL` and its like: the connection is kept.
async fn what_ends_with_the_transaction_costs_nothing(fix: Fixture) -> Result<()> {
    let pid = "SELECT pg_backend_pid()::bigint";
    let before = number(&fix, fix.db(), pid).await?;
    let tx = fix.quiet(fix.db().begin()).await?;
    fix.quiet(raw("SET LOCAL work_mem = '128kB'").execute(&tx)).await?;
    fix.quiet(raw("SELECT pg_advisory_xact_lock(4711)").execute(&tx)).await?;
    fix.quiet(tx.commit()).await?;
    assert_eq!(number(&fix, fix.db(), pid).await?, before);
    Ok(())
}

/// No connection is opened for it, and nothing is asked.
async fn who_touched_nothing_keeps_the_connection(fix: Fixture) -> Result<()> {
    let session = fix.sql(
        "SELECT count(*) FROM sqlite_master",
        "SELECT pg_backend_pid()::bigint",
        "SELECT CAST(CONNECTION_ID() AS SIGNED)",
    );
    let before = number(&fix, fix.db(), session).await?;
    fix.forget();
    for sql in ["SELECT 1", "WITH one AS (SELECT 1) SELECT * FROM one", "DELETE FROM artist WHERE id = 0"] {
        fix.quiet(raw(sql).execute(fix.db())).await?;
    }
    fix.capture().assert_num_queries(3);
    assert_eq!(number(&fix, fix.db(), session).await?, before);
    Ok(())
}

/// The transaction counts as failed: what comes later would be committed statement by statement.
async fn a_procedure_that_ends_the_transaction_is_found_out(fix: Fixture) -> Result<()> {
    let other = fix.place().neutral()?;
    for (name, body) in [("ender", "COMMIT"), ("harmless", "SELECT 1")] {
        // The database may have served another trial, and only its tables were dropped.
        other.execute(&format!("DROP PROCEDURE IF EXISTS {name}"))?;
        other.execute(&format!("CREATE PROCEDURE {name}() {body}"))?;
    }
    let ops = fix.clone();
    fix.atomic(async |tx| ops.quiet(raw("CALL harmless()").execute(tx)).await.map(drop)).await?;
    let committed = fix
        .atomic(async |tx| {
            ops.fails(raw("CALL ender()").execute(tx), ErrorKind::Usage).await;
            ops.fails(raw("SELECT 1").execute(tx), ErrorKind::Aborted).await;
            Ok(())
        })
        .await;
    fix.refused(committed, ErrorKind::Aborted);
    Ok(())
}

/// As definitions are.
async fn what_would_commit_is_refused(fix: Fixture) -> Result<()> {
    for sql in
        ["ANALYZE TABLE artist", "LOCK TABLES artist READ", "FLUSH TABLES", "CREATE INDEX i ON artist (name)"]
    {
        let tx = fix.quiet(fix.db().begin()).await?;
        fix.fails(raw(sql).execute(&tx), ErrorKind::Usage).await;
        fix.quiet(tx.rollback()).await?;
    }
    Ok(())
}
