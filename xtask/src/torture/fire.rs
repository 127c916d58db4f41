//! One run: the clients work, things happen, and at the end what they were told is compared with what is kept.

use super::{
    bank,
    book::Shared,
    crew::Orders,
    fault::{Deck, Fault},
    kept::Kept,
    options::Planted,
    process::Process,
    progress::Progress,
    stage::{Stage, pause},
    verdict::Verdict,
};
use crate::dice::Dice;
use segue::{Connect, Database, Engine, Mode};
use std::time::{Duration, Instant};

/// One run, on one database.
pub(super) struct Plan {
    pub(super) engine: Engine,
    pub(super) modes: Vec<Mode>,
    pub(super) lasting: Duration,
    pub(super) seed: u64,
    pub(super) clients: u64,
    pub(super) planted: Option<Planted>,
}

/// What came of it.
pub(super) struct Burnt {
    pub(super) engine: Engine,
    pub(super) book: Shared,
    pub(super) verdict: Verdict,
}

impl Burnt {
    /// Whether nothing is lost, and nothing happened that no fault explains.
    pub(super) fn is_right(&self) -> bool {
        self.verdict.is_right() && self.book.open().wrong.0 == 0
    }

    /// The kinds of faults that were survived.
    pub(super) fn survived_kinds(&self) -> Vec<Fault> {
        self.book.open().survived.keys().copied().collect()
    }
}

/// How long the work may stand still after a fault is over.
const STANDSTILL: Duration = Duration::from_secs(30);

impl Plan {
    /// Carries it out.
    ///
    /// # Errors
    /// Where it cannot be: no server, no process, no way to look at the end.
    pub(super) fn carry_out(&self, stage: &mut dyn Stage) -> Result<Burnt, String> {
        make(&stage.url())?;
        let book = Shared::default();
        let mut process = Process::start(self.orders(stage), &book)?;
        self.rage(stage, &mut process, &book);
        book.matter(None);
        if !book.wait_for_success(STANDSTILL) {
            wrong(&book, format!("nothing succeeded within {STANDSTILL:?} after the last fault"));
        }
        process.stop().unwrap_or_else(|why| wrong(&book, why));
        let kept = Kept::read(&stage.alone()?)?;
        let verdict = Verdict::reach(&book.open(), &kept);
        Ok(Burnt { engine: self.engine, book, verdict })
    }

    fn orders(&self, stage: &dyn Stage) -> Orders {
        let mode = if self.planted.is_some() { Mode::Sync } else { self.first_mode() };
        Orders {
            url: stage.url(),
            mode: mode.to_string(),
            seed: self.seed,
            clients: self.clients,
            first: 1_000,
            planted: self.planted.map(|planted| planted.name.to_owned()),
        }
    }

    fn first_mode(&self) -> Mode {
        self.modes.first().copied().unwrap_or(Mode::Sync)
    }

    /// Lets one thing happen after the other until the time is over.
    fn rage(&self, stage: &mut dyn Stage, process: &mut Process, book: &Shared) {
        let mut dice = Dice::new(self.seed);
        let mut deck = Deck::new(self.faults(stage));
        let progress = Progress::new(self.engine, self.lasting, book);
        let (end, mut mode) = (Instant::now() + self.lasting, 0);
        while Instant::now() < end {
            pause(&mut dice, 30, 400);
            let Some(fault) = deck.deal(&mut dice) else { continue };
            book.matter(Some(fault));
            let result = match fault {
                Fault::Switched => {
                    mode += 1;
                    let next = self.modes.get(mode % self.modes.len()).copied().unwrap_or(Mode::Sync);
                    process.switch(next).map_err(|error| error.to_string())
                }
                Fault::ClientsKilled => process.kill_and_start().map_err(|error| error.to_string()),
                fault => stage.inflict(fault, &mut dice),
            };
            let over = Instant::now();
            let went_on = book.wait_for_success(STANDSTILL);
            book.open().recovered(over.elapsed());
            match result {
                Err(why) => wrong(book, format!("{fault}: {why}")),
                Ok(()) if !went_on => wrong(book, standstill(fault)),
                // The clients themselves tell when they have.
                Ok(()) if fault == Fault::Switched => {}
                Ok(()) => book.open().survived(fault),
            }
        }
        progress.finish();
    }

    fn faults(&self, stage: &dyn Stage) -> Vec<Fault> {
        let mut faults = stage.faults();
        faults.push(Fault::ClientsKilled);
        match &self.planted {
            // What has nothing to do with it would only take time away.
            Some(planted) => faults.retain(|fault| planted.shows_by(*fault)),
            None if self.modes.len() > 1 => faults.extend([Fault::Switched; 5]),
            None => {}
        }
        faults
    }
}

fn standstill(fault: Fault) -> String {
    format!("nothing succeeded within {STANDSTILL:?} after: {fault}")
}

fn wrong(book: &Shared, why: String) {
    book.open().wrong(why);
}

/// Makes the bank, before anything happens.
fn make(url: &str) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let made = runtime.map_err(|error| error.to_string())?.block_on(async {
        let db = Database::builder(url).unconfigured().phase(Mode::Sync).connect().await?;
        bank::make(&db).await?;
        db.close(Duration::from_secs(10)).await
    });
    made.map_err(|error| format!("the bank cannot be made: {error}"))
}
