//! The clients: async tasks that ask and buy without a pause, and write down what they see.

use super::{
    accounts::{Accounts, Refused},
    legs::LEGS,
    reference::Reference,
    timer,
    workload::{Page, Purchase, Question, Workload},
};
use crate::dice::Dice;
use segue::{Database, Result};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Instant,
};
use tokio::task::{JoinError, JoinHandle};

/// What all clients share.
pub(super) struct Shared {
    pub(super) db: Database,
    workload: Arc<dyn Workload>,
    references: Reference,
    leg: AtomicUsize,
    stopping: AtomicBool,
    /// How many operations have ended, for the progress.
    pub(super) operations: AtomicU64,
}

impl Shared {
    /// On the first leg.
    pub(super) fn new(db: Database, workload: Arc<dyn Workload>, references: Reference) -> Self {
        let (leg, stopping, operations) = (AtomicUsize::new(0), AtomicBool::new(false), AtomicU64::new(0));
        Shared { db, workload, references, leg, stopping, operations }
    }

    /// Says that the switch to `leg` is done.
    pub(super) fn reach(&self, leg: usize) {
        self.leg.store(leg, Ordering::Relaxed);
    }

    /// The leg that what begins now belongs to, and whether it is to be timed: not until its switch is done.
    pub(super) fn leg(&self) -> (usize, bool) {
        let (reached, mode) = (self.leg.load(Ordering::Relaxed), self.db.mode());
        match LEGS.get(reached + 1) {
            _ if LEGS[reached] == mode => (reached, true),
            Some(next) if *next == mode => (reached + 1, false),
            _ => (reached, false),
        }
    }

    /// Whether all is over.
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

/// The clients and the timer, at work.
pub(super) struct Crowd {
    shared: Arc<Shared>,
    started: Instant,
    clients: Vec<JoinHandle<Accounts>>,
    timer: JoinHandle<Accounts>,
}

impl Crowd {
    /// Sends `clients` clients to work.
    pub(super) fn start(shared: &Arc<Shared>, clients: u64) -> Self {
        let timer = tokio::spawn(timer::watch(shared.clone()));
        let clients = (0..clients).map(|number| tokio::spawn(Client::new(number, shared.clone()).run()));
        Crowd { shared: shared.clone(), started: Instant::now(), clients: clients.collect(), timer }
    }

    /// Lets each finish what it is at, and adds up what all have seen.
    ///
    /// # Errors
    /// Where a client panicked.
    pub(super) async fn stop(self) -> Result<Accounts, JoinError> {
        self.shared.stopping.store(true, Ordering::Relaxed);
        let mut all = self.timer.await?;
        for client in self.clients {
            all.add(client.await?);
        }
        all.lasted = self.started.elapsed();
        Ok(all)
    }
}

/// What a client does, over and over.
enum Step {
    Ask(Page),
    Buy,
}

/// A day of a shop: mostly looking, some buying, few reports.
const DAY: [Step; 20] = [
    Step::Ask(Page::Catalogue),
    Step::Ask(Page::Detail),
    Step::Buy,
    Step::Ask(Page::Catalogue),
    Step::Ask(Page::Detail),
    Step::Ask(Page::Catalogue),
    Step::Ask(Page::Detail),
    Step::Buy,
    Step::Ask(Page::Catalogue),
    Step::Ask(Page::Detail),
    Step::Ask(Page::Search),
    Step::Ask(Page::Catalogue),
    Step::Ask(Page::Detail),
    Step::Buy,
    Step::Ask(Page::Catalogue),
    Step::Ask(Page::Detail),
    Step::Ask(Page::Report),
    Step::Ask(Page::Catalogue),
    Step::Buy,
    Step::Ask(Page::Detail),
];

struct Client {
    number: u64,
    shared: Arc<Shared>,
    dice: Dice,
    bought: i64,
    accounts: Accounts,
}

impl Client {
    fn new(number: u64, shared: Arc<Shared>) -> Self {
        Client { number, shared, dice: Dice::new(number), bought: 0, accounts: Accounts::new() }
    }

    async fn run(mut self) -> Accounts {
        // Clients begin at different hours, so that not all want the report at once.
        let mut step = self.number as usize;
        while !self.shared.is_stopping() {
            let wanted = Instant::now();
            // Between requests a server goes back to its socket; a phase that never pends would not let others run.
            // What the request waits until the runtime comes to it counts: whoever asked waits for that, too.
            tokio::task::yield_now().await;
            match &DAY[step % DAY.len()] {
                Step::Ask(page) => self.ask(wanted, *page).await,
                Step::Buy => self.buy(wanted).await,
            }
            self.shared.operations.fetch_add(1, Ordering::Relaxed);
            step += 1;
        }
        self.accounts
    }

    async fn ask(&mut self, wanted: Instant, page: Page) {
        let question = Question { page, which: self.dice.below(Question::EACH) };
        let leg = self.shared.leg();
        let answer = self.shared.workload.ask(&self.shared.db, question).await;
        self.time(wanted, leg);
        let account = &mut self.accounts.legs[leg.0];
        account.answers += 1;
        match answer {
            Ok(answer) if self.shared.references.agrees(question, &answer) => {}
            Ok(_) => account.differ(|| format!("{question}: another answer than at first")),
            Err(error) => account.differ(|| format!("{question}: {error}")),
        }
    }

    async fn buy(&mut self, wanted: Instant) {
        let purchase = self.purchase();
        let leg = self.shared.leg();
        let result = self.shared.workload.buy(&self.shared.db, &purchase).await;
        self.time(wanted, leg);
        let account = &mut self.accounts.legs[leg.0];
        match result {
            Ok(()) => account.acknowledged.push(purchase),
            Err(error) => account.refused.push(Refused { purchase, error }),
        }
    }

    /// Three tracks, at any place of the catalogue.
    fn purchase(&mut self) -> Purchase {
        let number = (self.number as i64 + 1) * Purchase::FIRST + self.bought;
        self.bought += 1;
        let third = self.shared.workload.tracks() / 3;
        let tracks = (0..3).map(|part| {
            let track = part * third + self.dice.below(third) + 1;
            (track as i64, self.dice.below(3) as i64 + 1)
        });
        Purchase { number, tracks: tracks.collect() }
    }

    /// Writes down how long it took, unless the mode changed meanwhile.
    fn time(&mut self, wanted: Instant, leg: (usize, bool)) {
        if leg.1 && self.shared.leg() == leg {
            self.accounts.legs[leg.0].latencies.push(wanted.elapsed());
        }
    }
}
