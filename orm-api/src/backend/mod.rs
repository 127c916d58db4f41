//! The contracts between the model API and what runs it: `Statement`, `Connection`, `Session`, `Work`,
//! `Lease`, `Backend`, `Capabilities`, and what all backends share.

mod abandoned;
mod aside;
mod begin;
mod capabilities;
mod closing;
mod condition;
mod connection;
mod contract;
mod demand;
mod failure;
mod guarded;
mod health;
mod holders;
pub mod janitor;
mod late;
mod lease;
mod mode;
pub mod mysql;
mod observer;
mod overlong;
pub mod postgres;
mod session;
mod settings;
mod sink;
pub mod sqlite;
mod statement;
mod stop;
mod unfit;
mod unit;
mod waiting;
mod work;
mod writer;

pub use aside::{Aside, Ask, Place, StopSql};
pub use begin::{Begin, FileLock, Isolation, Restored};
pub use capabilities::{Capabilities, Capability};
pub use condition::Condition;
pub use connection::{Connection, Done};
pub use contract::{Backend, Lease, PoolStatus, Served};
pub use demand::Demand;
pub(crate) use guarded::Guarded;
pub use health::Health;
pub(crate) use lease::CLEANING;
pub use lease::InPlace;
pub use mode::{Boundary, Mode, Phase};
pub use observer::{Observed, Observer};
pub use session::Session;
pub use settings::{
    Engine, HealthCheck, Location, Password, PoolSettings, Server, ServerSettings, Settings, SqliteSettings,
    Synchronous, Tls,
};
pub use sink::{BoxSink, Flow, RowSink};
pub use statement::{Access, Statement};
pub use stop::{Counted, Still, Stop, stop_until};
pub use unfit::{no_column, not_stored};
pub(crate) use unit::Unit;
pub use waiting::{Held, Turn, Waiting};
pub use work::{BoxWork, Perform, Task, Work};
pub use writer::{Writer, writer_of};
