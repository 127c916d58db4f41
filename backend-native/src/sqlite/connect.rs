//! Opening a connection.

use super::{error::classified, stop::Interrupt};
use orm_api::{
    Result,
    backend::{Location, Settings},
};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, SqliteConnection, sqlite::SqliteConnectOptions};

/// How many rows sqlx's thread may be ahead of whoever takes them: enough that it seldom waits, few enough that
/// a stream's memory stays small.
const ROWS_AHEAD: usize = 256;

/// An open connection.
pub(crate) struct Live {
    pub(super) connection: SqliteConnection,
    pub(super) interrupt: Interrupt,
}

/// Opens the file at `uri`, which holds the mode, and sets the session up.
pub(super) async fn open(uri: &str, settings: &Settings) -> Result<Live> {
    let mut connection = options(uri, settings).connect().await.map_err(classified)?;
    let session = AssertSqlSafe(settings.sqlite_session());
    connection.execute(sqlx::raw_sql(session)).await.map_err(classified)?;
    let interrupt = Interrupt::watched_by(&mut connection).await?;
    Ok(Live { connection, interrupt })
}

/// What sqlx decides by itself is said here too, where it is not what [`Settings::sqlite_session`] sets: its
/// `foreign_keys` is the same, and it neither sets a journal mode nor optimizes on close unless told.
fn options(uri: &str, settings: &Settings) -> SqliteConnectOptions {
    let (create, read_only) = match settings.location {
        Location::Sqlite { create, read_only, .. } => (create, read_only),
        Location::Memory | Location::Server(_) => (false, true),
    };
    SqliteConnectOptions::new()
        .filename(uri)
        // SQLite refuses a URI whose mode allows more than these do.
        .create_if_missing(create && !read_only)
        .read_only(read_only)
        .busy_timeout(settings.sqlite.busy_timeout)
        .statement_cache_capacity(settings.pool.statement_cache)
        .optimize_on_close(false, None)
        .row_buffer_size(ROWS_AHEAD)
        .thread_name(|id| format!("segue-sqlite-{id}"))
        // `Session` reports statements, alike in every phase.
        .disable_statement_logging()
}
