//! **Segue** takes an application's data layer from blocking to async in phases, and lets it go back.
//!
//! Models and queries are written once. Three interchangeable backends run them: blocking (diesel), bridged over
//! threads, natively async (sqlx). Cargo features decide which are compiled in; `SEGUE_PHASE`, `segue.toml` or the builder
//! decides which is in use (the first two with the feature `config`, which is on by default); [`Database::switch`] changes that while the application runs.
//!
//! ```
//! use segue::prelude::*;
//!
//! #[derive(Model, Debug, Clone, PartialEq)]
//! #[model(table = "artist")]
//! struct Artist {
//!     #[field(primary_key, auto)]
//!     id: i64,
//!     #[field(max_length = 120, unique)]
//!     name: String,
//! }
//!
//! # fn main() -> segue::Result<()> {
//! let db = Database::connect("sqlite::memory:").wait()?;
//! create_tables(&db, &[Artist::def()]).wait()?;
//! Artist::objects().create(&db, NewArtist { name: "Pink Floyd".into() }).wait()?;
//! let found = Artist::objects().filter(Artist::name.icontains("floyd")).get(&db).wait()?;
//! assert_eq!(found.name, "Pink Floyd");
//! # Ok(())
//! # }
//! ```

mod config;
mod connect;
mod memory;
mod opener;
pub mod prelude;

#[cfg(feature = "config")]
pub use config::Config;
pub use connect::{Builder, Connect};
pub use orm_api::{
    Error, ErrorKind, Outcome, Result, Retry,
    backend::{
        Boundary, Capabilities, Capability, Engine, FileLock, HealthCheck, Isolation, Location, Mode,
        Password, Phase, PoolSettings, PoolStatus, Server, ServerSettings, Settings, SqliteSettings,
        Statement, Synchronous, Tls,
    },
    db::{
        Begin, Capture, Captured, Database, Executor, RetryPolicy, Robust, Running, StreamSource,
        SwitchReport, Transaction, TransactionOptions,
    },
    expr, model,
    op::{Fill, Op, Policy},
    query::{Instance, Lock, Prefetch, QuerySet, Raw, RowIter, RowStream, create_tables, drop_tables, raw},
    value,
};
pub use orm_derive::Model;

/// What derived code refers to, and what a backend of one's own is written against. Not for applications.
#[doc(hidden)]
pub mod __private {
    pub use orm_api::*;
}

/// The README's examples, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
