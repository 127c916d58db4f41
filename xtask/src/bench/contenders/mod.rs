//! The contenders, a file each. Each runs in a process of its own, so that none has another one's memory, threads or
//! caches: the benchmark starts itself anew for each.

mod diesel;
mod rusqlite;
mod segue;
mod sqlx;
#[cfg(feature = "servers")]
mod tokio_postgres;

use ::segue::Mode;
use kit::{Contender, Failure, Seat};

/// The one called `name`, on its seat.
///
/// # Errors
/// Where there is none of that name, and the database's.
pub(super) fn open(name: &str, seat: &Seat) -> Result<Box<dyn Contender>, Failure> {
    match name {
        "rusqlite" => Ok(Box::new(rusqlite::Rusqlite::open(seat)?)),
        #[cfg(feature = "servers")]
        "tokio-postgres" => Ok(Box::new(tokio_postgres::TokioPostgres::open(seat)?)),
        "diesel" => diesel::open(seat),
        "sqlx" => sqlx::open(seat),
        name => {
            let mode = Mode::ALL.into_iter().find(|mode| name.strip_prefix("segue ") == Some(mode.name()));
            let mode = mode.ok_or_else(|| format!("there is no contender `{name}`"))?;
            Ok(Box::new(segue::Segue::open(seat, mode)?))
        }
    }
}
