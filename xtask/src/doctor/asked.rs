//! What a session is asked on each database.

use segue::{Engine, Location};

/// One question.
pub(super) struct Asked {
    /// The setting's name.
    pub(super) name: &'static str,
    /// Gives one text.
    pub(super) sql: &'static str,
    /// Whether all phases must have the same.
    pub(super) is_alike: bool,
}

/// What the database at `url` is asked.
///
/// # Errors
/// Where the URL cannot be read.
pub(super) fn of(url: &str) -> segue::Result<&'static [Asked]> {
    Ok(match Location::parse(url)?.engine() {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
        Engine::MySql => MYSQL,
    })
}

macro_rules! asked {
    ($($name:literal: $sql:expr),* $(,)?) => {
        &[$(Asked { name: $name, sql: $sql, is_alike: true }),*]
    };
}

/// A pragma as a query of one text.
macro_rules! pragmas {
    ($($name:literal),*) => { asked! {
        "sqlite_version": "SELECT sqlite_version()",
        $($name: concat!("SELECT CAST(", $name, " AS TEXT) FROM pragma_", $name)),*,
        "busy_timeout": "SELECT CAST(timeout AS TEXT) FROM pragma_busy_timeout",
        "compile_options": "SELECT group_concat(compile_options, ' ') FROM pragma_compile_options \
                            WHERE compile_options LIKE 'THREADSAFE%' OR compile_options = 'ENABLE_MEMORY_MANAGEMENT'"
    } };
}

const SQLITE: &[Asked] = pragmas!(
    "foreign_keys",
    "journal_mode",
    "synchronous",
    "cache_size",
    "encoding",
    "recursive_triggers",
    "query_only"
);

macro_rules! shown {
    ($($name:literal),*) => { asked! {
        $($name: concat!("SELECT current_setting('", $name, "')")),*,
        "server_encoding (of the database)": "SELECT pg_encoding_to_char(encoding)::text FROM pg_database WHERE datname = current_database()",
        "current_user": "SELECT current_user::text",
        "encrypted": "SELECT COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)::text"
    } };
}

const POSTGRES: &[Asked] = shown!(
    "server_version",
    "client_encoding",
    "TimeZone",
    "DateStyle",
    "IntervalStyle",
    "extra_float_digits",
    "bytea_output",
    "standard_conforming_strings",
    "default_transaction_isolation",
    "default_transaction_read_only",
    "default_transaction_deferrable",
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_session_timeout",
    "search_path",
    "lc_messages",
    "application_name",
    "synchronous_commit",
    "fsync"
);

macro_rules! variables {
    ($($name:literal),*) => { asked! {
        "version": "SELECT VERSION()",
        $($name: concat!("SELECT CAST(@@", $name, " AS CHAR)")),*,
        "current_user": "SELECT CURRENT_USER()"
    } };
}

const MYSQL: &[Asked] = variables!(
    "sql_mode",
    "time_zone",
    "character_set_client",
    "character_set_connection",
    "character_set_results",
    "collation_connection",
    "autocommit",
    "foreign_key_checks",
    "unique_checks",
    "sql_safe_updates",
    "sql_auto_is_null",
    "div_precision_increment",
    "group_concat_max_len",
    "lc_messages",
    "innodb_lock_wait_timeout",
    "tx_isolation",
    "tx_read_only",
    "max_allowed_packet",
    "max_prepared_stmt_count",
    "innodb_flush_log_at_trx_commit",
    "binlog_format",
    "have_ssl"
);
