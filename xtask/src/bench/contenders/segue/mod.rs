//! Segue in one mode, through its public API and its pool.

mod probes;
mod streams;
mod turns;

use async_trait::async_trait;
use kit::{Asked, Client, Contender, Crowd, Failure, Probe, Seat, Tally, Work};
use segue::prelude::*;
use std::{sync::Arc, time::Duration};
use tokio::runtime::Runtime;

/// Segue.
pub(super) struct Segue {
    url: String,
    db: Database,
    mode: Mode,
    runtime: Runtime,
}

impl Segue {
    /// On the seat's database.
    ///
    /// # Errors
    /// The database's.
    pub(super) fn open(seat: &Seat, mode: Mode) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let builder = Database::builder(&seat.url).unconfigured().phase(mode);
        let db = runtime.block_on(builder.max_connections(seat.connections).connect())?;
        Ok(Segue { url: seat.url.clone(), db, mode, runtime })
    }
}

impl Contender for Segue {
    fn run(&mut self, asked: &Asked) -> Result<Tally, Failure> {
        let (db, blocking) = (&self.db, self.mode == Mode::Sync);
        match (asked.work, blocking) {
            (Work::Stream, true) => streams::blocking(db, asked),
            (Work::Stream, false) => self.runtime.block_on(streams::asynchronous(db, asked)),
            (_, true) => turns::blocking(db, asked),
            (_, false) => self.runtime.block_on(turns::asynchronous(db, asked)),
        }
    }

    fn crowd(&mut self) -> Result<Option<Crowd>, Failure> {
        let client = Arc::new(Shared(self.db.clone()));
        Ok(Some(Crowd { runtime: self.runtime.handle().clone(), client }))
    }

    fn probe(&mut self, probe: Probe) -> Result<Option<Vec<Duration>>, Failure> {
        let times = match probe {
            Probe::Hop => self.runtime.block_on(probes::hops(&self.db))?,
            Probe::Compile => probes::compilations(&self.db)?,
            Probe::Drop => self.runtime.block_on(probes::drops(&self.url, self.mode))?,
            Probe::SwitchPause => self.runtime.block_on(probes::switches(&self.db, |report| report.pause))?,
            Probe::SwitchDrain => {
                self.runtime.block_on(probes::switches(&self.db, |report| report.draining))?
            }
        };
        Ok(Some(times))
    }
}

struct Shared(Database);

#[async_trait]
impl Client for Shared {
    async fn get(&self, key: i64) -> Result<Tally, Failure> {
        let track = super::super::models::Track::objects().by_pk(key).get(&self.0).await?;
        let mut tally = Tally::default();
        turns::count(&mut tally, &track)?;
        Ok(tally)
    }
}
