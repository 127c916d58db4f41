//! All points of one operation.

use super::{
    Cut, Fate, Ground, Operation, Stage,
    amount::Amount,
    ground::{DELAYED, SLOW},
    stage::Outcome,
    tally,
};
use crate::{Setup, runner::caught, setup::failed};
use futures::future::{Either, select};
use futures_timer::Delay;
use segue::Result;
use services::Network;
use std::{
    hash::{BuildHasher, RandomState},
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

/// No run takes as long; one that does hangs.
const HANGS: Duration = Duration::from_secs(30);

/// One operation on one database, and how many of its runs there were.
pub(super) struct Points {
    ground: Arc<Ground>,
    operation: Operation,
    runs: usize,
}

impl Points {
    /// Those of `operation` on a fresh database of `setup`'s.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub(super) async fn of(setup: Arc<dyn Setup>, operation: Operation) -> Result<Self> {
        Ok(Points { ground: Ground::fresh(setup).await?, operation, runs: 0 })
    }

    /// Tries them.
    ///
    /// # Errors
    /// The first that leaves something, with the point.
    pub(super) async fn sweep(mut self, amount: Amount) -> Result<(), String> {
        let (engine, mode) = (self.ground.setup().engine(), self.ground.setup().mode());
        tally::operation(engine, mode);
        for _ in 0..amount.rounds {
            self.at_polls().await?;
        }
        self.at_times(amount.times, DELAYED).await?;
        if self.ground.has_network() {
            self.at_times(amount.slow, SLOW).await?;
            self.ground.network(DELAYED);
        }
        let closed = self.ground.db().close(HANGS).await;
        closed.map_err(|error| format!("something is left running: {error}"))
    }

    /// At no poll, the first, the second, and so on until it ends. Of many polls, not each one is tried.
    async fn at_polls(&mut self) -> Result<(), String> {
        let mut polls = 0;
        while self.run(Cut::Polls(polls)).await?.fate != Fate::Ended {
            polls += 1 + polls / 12;
        }
        Ok(())
    }

    /// At so many random times of those that it takes to its end, and a little later.
    async fn at_times(&mut self, number: usize, network: Network) -> Result<(), String> {
        if number == 0 {
            return Ok(());
        }
        self.ground.network(network);
        let begun = Instant::now();
        self.run(Cut::Never).await?;
        let whole = begun.elapsed();
        for _ in 0..number {
            self.run(Cut::After(whole.mul_f64(random()))).await?;
        }
        Ok(())
    }

    async fn run(&mut self, cut: Cut) -> Result<Outcome, String> {
        self.runs += 1;
        let stage = Stage::new(self.ground.clone(), &self.operation, self.runs, cut);
        let outcome = run(&self.operation, stage).await;
        let outcome = outcome.map_err(|why| format!("run {}, {cut}: {why}", self.runs))?;
        tally::point(self.ground.setup().engine(), self.ground.setup().mode(), outcome);
        Ok(outcome)
    }
}

/// One run, and what must be so after it.
async fn run(operation: &Operation, stage: Stage) -> Result<Outcome, String> {
    let whole = async {
        (operation.body)(stage.clone()).await?;
        stage.ground.settle().await?;
        stage.outcome(operation.whole).await
    };
    let whole = pin!(caught(whole));
    match select(whole, Delay::new(HANGS)).await {
        Either::Left((outcome, _)) => outcome?.map_err(|error| error.to_string()),
        Either::Right(_) => Err(failed(format!("it hangs for {HANGS:?}")).to_string()),
    }
}

/// Between 0 and 1.
fn random() -> f64 {
    RandomState::new().hash_one(()) as f64 / u64::MAX as f64
}
