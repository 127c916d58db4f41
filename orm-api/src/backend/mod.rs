//! The contracts between the model API and what runs it: `Statement`, `Connection`, `Session`, `Work`,
//! `Lease`, `Backend`, `Capabilities`, and what all backends share.

mod abandoned;
mod aside;
mod capabilities;
mod closing;
mod condition;
mod connection;
mod contract;
mod failure;
pub mod janitor;
mod lease;
mod mode;
pub mod mysql;
mod observer;
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

pub use aside::{Aside, Ask, Place, StopSql};
pub use capabilities::{Capabilities, Capability};
pub use condition::{Begin, Condition, Isolation};
pub use connection::{Connection, Done};
pub use contract::{Backend, Lease, PoolStatus, Served};
pub use lease::InPlace;
pub use mode::{Boundary, Mode, Phase};
pub use observer::{Observed, Observer};
pub use session::Session;
pub use settings::{
    Engine, Location, Password, PoolSettings, Server, ServerSettings, Settings, SqliteSettings, Synchronous,
    Tls,
};
pub use sink::{BoxSink, Flow, RowSink};
pub use statement::{Access, Statement};
pub use stop::{Counted, Still, Stop, stop_until};
pub use unfit::{no_column, not_stored};
pub(crate) use unit::Unit;
pub use waiting::{Turn, Waiting, writer_of};
pub use work::{BoxWork, Perform, Task, Work};
