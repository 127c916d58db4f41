//! `segue.toml` and the environment.
//!
//! ```toml
//! [databases.default]
//! url = "sqlite:shop.db"
//! phase = "threaded"              # sync, threaded or native
//! boundary = "operation"          # operation or driver; only `threaded` looks at it
//! blocking_in_async = "deny"      # deny, warn or allow
//! outside_transaction = "deny"    # the same, for the database's handle inside `atomic`
//! switch_deadline = "30s"
//!
//! [databases.default.pool]
//! min_connections = 0             # opened in the background, and kept open
//! max_connections = 8
//! acquire_timeout = "30s"
//! idle_timeout = "10m"
//! max_lifetime = "30m"
//! health_check = "30s"            # asks one that was idle for so long, before it is used; or always, or never
//! setup = ["SET ROLE shop"]       # once on each new connection
//! warn_after = "60s"              # logs who holds one for longer; or never
//! statement_cache = 256
//! queue = 4096
//!
//! [databases.default.sqlite]
//! busy_timeout = "5s"
//! synchronous = "normal"          # normal or full
//! cache_kib = 16384
//!
//! [databases.default.server]
//! connect_timeout = "10s"
//! statement_timeout = "5m"        # without it a statement may run for ever
//! lock_timeout = "50s"
//! application_name = "segue"
//!
//! [databases.reports]
//! url = "sqlite:reports.db?mode=ro"
//! ```
//!
//! `SEGUE_PHASE`, `SEGUE_BOUNDARY`, `SEGUE_URL` and so on say the same for `default`, and
//! `SEGUE_DATABASES__REPORTS__PHASE` for another. The environment comes first, then the file, then the builder.
//! A URL that is given in code is the one that is opened: `url` is for `Database::named("default")`.
//!
//! Without the feature `config` none of it is read, and a database is not opened where some of it is there.

#[cfg(feature = "config")]
mod environment;
#[cfg(feature = "config")]
mod file;
#[cfg(feature = "config")]
mod load;
#[cfg(any(test, not(feature = "config")))]
mod unread;
mod variables;
#[cfg(feature = "config")]
mod words;

use crate::connect::Preferences;
#[cfg(feature = "config")]
pub use load::Config;
use orm_api::Result;

/// What the environment and `segue.toml` say of a database whose URL is given in code.
///
/// # Errors
/// Where they cannot be used; without the feature `config`, where there are any.
#[cfg(feature = "config")]
pub(crate) fn of_default() -> Result<Preferences> {
    Ok(Config::load()?.default_choice().preferences)
}

#[cfg(not(feature = "config"))]
pub(crate) fn of_default() -> Result<Preferences> {
    unread::refuse(std::env::vars_os())?;
    Ok(Preferences::default())
}
