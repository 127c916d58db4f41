//! The settings of a session, as each database tells them, and what every session of Segue's must have.

use crate::Fixture;
use segue::{Engine, Executor, Result, prelude::*};

const SQLITE: &[(&str, &str)] = &[
    ("foreign_keys", "1"),
    ("busy_timeout", "5000"),
    ("synchronous", "1"),
    ("cache_size", "-16384"),
    ("recursive_triggers", "1"),
    ("read_uncommitted", "0"),
    ("query_only", "0"),
    ("ignore_check_constraints", "0"),
    ("journal_mode", "wal"),
    ("encoding", "UTF-8"),
];

/// What PostgreSQL's drivers would choose, or leave to the server (D-41).
const POSTGRES: &[(&str, &str)] = &[
    ("client_encoding", "UTF8"),
    ("DateStyle", "ISO, MDY"),
    ("TimeZone", "UTC"),
    ("IntervalStyle", "postgres"),
    ("standard_conforming_strings", "on"),
    ("extra_float_digits", "3"),
    ("bytea_output", "hex"),
    ("default_transaction_isolation", "read committed"),
    ("transaction_isolation", "read committed"),
    ("default_transaction_read_only", "off"),
    ("default_transaction_deferrable", "off"),
    ("transform_null_equals", "off"),
    ("statement_timeout", "0"),
    ("lock_timeout", "50s"),
    ("application_name", "segue"),
    ("lc_messages", "C"),
];

/// What the drivers for MySQL would choose, or leave to the server (D-67 to D-70, D-84).
const MYSQL: &[(&str, &str)] = &[
    ("character_set_client", "utf8mb4"),
    ("character_set_connection", "utf8mb4"),
    ("character_set_results", "utf8mb4"),
    ("time_zone", "+00:00"),
    ("autocommit + 0", "1"),
    ("foreign_key_checks + 0", "1"),
    ("unique_checks + 0", "1"),
    ("sql_safe_updates + 0", "0"),
    ("sql_auto_is_null + 0", "0"),
    ("sql_select_limit", "18446744073709551615"),
    ("div_precision_increment", "4"),
    ("group_concat_max_len", "1073741824"),
    ("completion_type", "NO_CHAIN"),
    ("lc_messages", "en_US"),
    ("lc_time_names", "en_US"),
    ("innodb_lock_wait_timeout", "50"),
];

/// The names of settings, or of what can be calculated from them, and the values that each session has.
pub(super) fn expected(fix: &Fixture) -> &'static [(&'static str, &'static str)] {
    match fix.engine() {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
        Engine::MySql => MYSQL,
    }
}

/// The value of a setting in the session of `executor`.
pub(super) async fn value(fix: &Fixture, executor: &(impl Executor + ?Sized), name: &str) -> Result<String> {
    // This pragma calls what it tells by another name.
    let column = if name == "busy_timeout" { "timeout" } else { name };
    let sql = match fix.engine() {
        Engine::Sqlite => format!("SELECT CAST({column} AS TEXT) FROM pragma_{name}"),
        Engine::Postgres => format!("SELECT current_setting('{name}')"),
        Engine::MySql => format!("SELECT CONCAT(@@SESSION.{name})"),
    };
    fix.quiet(raw(sql).read_only().get(executor)).await
}

/// All that a server tells of the session, but for what differs between any two sessions.
pub(super) async fn all(fix: &Fixture) -> Result<Vec<(String, String)>> {
    const OWN: [&str; 12] = [
        "pseudo_thread_id",
        "timestamp",
        "rand_seed1",
        "rand_seed2",
        "last_insert_id",
        "insert_id",
        "identity",
        "error_count",
        "warning_count",
        "in_transaction",
        "server_uid",
        "gtid_binlog_pos",
    ];
    let sql = fix.sql(
        "",
        "SELECT name, setting FROM pg_settings WHERE source NOT IN ('default', 'configuration file') ORDER BY name",
        "SHOW SESSION VARIABLES",
    );
    let mut told: Vec<(String, String)> = fix.quiet(raw(sql).read_only().all(fix.db())).await?;
    told.retain(|(name, _)| {
        !OWN.contains(&name.as_str()) && !name.contains("gtid") && !name.starts_with("skip_")
    });
    Ok(told)
}
