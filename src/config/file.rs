//! The shape of `segue.toml`.

use super::words::{HealthWord, Statements, TimeOrNever, time};
use crate::connect::{Change, Preferences};
use orm_api::{
    backend::{Boundary, Phase, Settings, Synchronous},
    op::Policy,
};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::{collections::BTreeMap, fmt::Display, str::FromStr, time::Duration};

/// The whole file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    #[serde(default)]
    pub(super) databases: BTreeMap<String, DatabaseTable>,
}

/// `[databases.NAME]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DatabaseTable {
    url: Option<String>,
    #[serde(deserialize_with = "parsed")]
    phase: Option<Phase>,
    #[serde(deserialize_with = "parsed")]
    boundary: Option<Boundary>,
    #[serde(deserialize_with = "parsed")]
    blocking_in_async: Option<Policy>,
    #[serde(deserialize_with = "parsed")]
    outside_transaction: Option<Policy>,
    #[serde(deserialize_with = "duration")]
    switch_deadline: Option<Duration>,
    pool: PoolTable,
    sqlite: SqliteTable,
    server: ServerTable,
}

/// `[databases.NAME.pool]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PoolTable {
    min_connections: Option<usize>,
    max_connections: Option<usize>,
    #[serde(deserialize_with = "duration")]
    acquire_timeout: Option<Duration>,
    #[serde(deserialize_with = "duration")]
    idle_timeout: Option<Duration>,
    #[serde(deserialize_with = "duration")]
    max_lifetime: Option<Duration>,
    health_check: Option<HealthWord>,
    setup: Option<Statements>,
    warn_after: Option<TimeOrNever>,
    statement_cache: Option<usize>,
    queue: Option<usize>,
}

/// `[databases.NAME.sqlite]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SqliteTable {
    #[serde(deserialize_with = "duration")]
    busy_timeout: Option<Duration>,
    synchronous: Option<SynchronousWord>,
    cache_kib: Option<u32>,
}

/// `[databases.NAME.server]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ServerTable {
    #[serde(deserialize_with = "duration")]
    connect_timeout: Option<Duration>,
    #[serde(deserialize_with = "duration")]
    statement_timeout: Option<Duration>,
    #[serde(deserialize_with = "duration")]
    lock_timeout: Option<Duration>,
    application_name: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SynchronousWord {
    Normal,
    Full,
}

/// What is said of one database.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    pub(crate) url: Option<String>,
    pub(crate) preferences: Preferences,
}

impl From<DatabaseTable> for Choice {
    fn from(mut table: DatabaseTable) -> Self {
        let url = table.url.take();
        let preferences = Preferences {
            phase: table.phase,
            boundary: table.boundary,
            blocking: table.blocking_in_async,
            outside_transaction: table.outside_transaction,
            switch_deadline: table.switch_deadline,
            settings: vec![Change::new(move |settings| table.apply(settings))],
        };
        Choice { url, preferences }
    }
}

impl DatabaseTable {
    /// Changes the settings that are said.
    fn apply(&self, settings: &mut Settings) {
        let (pool, said) = (&mut settings.pool, &self.pool);
        set(&mut pool.min_connections, said.min_connections);
        set(&mut pool.max_connections, said.max_connections);
        set(&mut pool.acquire_timeout, said.acquire_timeout);
        set(&mut pool.idle_timeout, said.idle_timeout);
        set(&mut pool.max_lifetime, said.max_lifetime);
        set(&mut pool.health_check, said.health_check.map(|word| word.0));
        set(&mut pool.setup, said.setup.clone().map(|statements| statements.0));
        set(&mut pool.warn_after, said.warn_after.map(|word| word.0));
        set(&mut pool.statement_cache, said.statement_cache);
        set(&mut pool.queue, said.queue);
        let (server, said) = (&mut settings.server, self.server.clone());
        set(&mut server.connect_timeout, said.connect_timeout);
        set(&mut server.lock_timeout, said.lock_timeout);
        set(&mut server.application_name, said.application_name);
        set(&mut server.statement_timeout, said.statement_timeout.map(Some));
        let (sqlite, said) = (&mut settings.sqlite, &self.sqlite);
        set(&mut sqlite.busy_timeout, said.busy_timeout);
        set(&mut sqlite.cache_kib, said.cache_kib);
        set(
            &mut sqlite.synchronous,
            said.synchronous.map(|word| match word {
                SynchronousWord::Normal => Synchronous::Normal,
                SynchronousWord::Full => Synchronous::Full,
            }),
        );
    }
}

fn set<T>(setting: &mut T, said: Option<T>) {
    if let Some(said) = said {
        *setting = said;
    }
}

/// A word of a type that explains itself when it is misspelt.
fn parsed<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr,
    T::Err: Display,
{
    String::deserialize(deserializer)?.parse().map(Some).map_err(D::Error::custom)
}

/// A time with its unit: `500ms`, `30s`, `10m`.
fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    time(&text, "write `500ms`, `30s` or `10m`").map(Some).map_err(D::Error::custom)
}
