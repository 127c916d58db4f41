//! A client: works without a pause, goes away now and then, and tells what it was told.

use super::{
    bank,
    cut::Cut,
    event::{Event, Ticket, Told, Transfer, Work, tell_of},
};
use crate::dice::Dice;
use segue::{Error, Outcome, prelude::*};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// One of the clients.
pub(super) struct Client {
    db: Database,
    dice: Dice,
    ticket: Ticket,
    /// The last transfer that was acknowledged.
    last: Option<Ticket>,
    stopping: Arc<AtomicBool>,
}

/// So often a client itself tries again.
const TRIES: usize = 20;

impl Client {
    /// The client with that number, which nobody had before.
    pub(super) fn new(db: Database, client: i64, seed: u64, stopping: Arc<AtomicBool>) -> Self {
        // Mixed: neighbouring seeds would give sequences that overlap.
        let dice = Dice::new(Dice::new(seed.wrapping_add(client as u64)).below(u64::MAX));
        Client { db, dice, ticket: Ticket { client, number: 0 }, last: None, stopping }
    }

    /// Works until it is told to stop.
    pub(super) async fn run(mut self) {
        while !self.is_stopping() {
            // A phase that never pends would not let the others run.
            tokio::task::yield_now().await;
            match self.dice.below(20) {
                0..10 => self.transfer().await,
                10..13 => self.mark().await,
                13..16 => self.count().await,
                16..18 => self.look(true).await,
                18 => self.look(false).await,
                _ => self.look_for_the_last().await,
            }
        }
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    fn begin(&mut self, work: Work) -> Ticket {
        self.ticket.number += 1;
        Event::Begun(self.ticket, work).tell();
        self.ticket
    }

    async fn transfer(&mut self) {
        let work = self.draw();
        let ticket = self.begin(Work::Transfer(work));
        let cut = Cut::at_random(&mut self.dice);
        let told = told("a transfer", cut.run(bank::transfer(&self.db, ticket, work)).await);
        Event::Ended(ticket, told).tell();
        match told {
            Told::Done => self.last = Some(ticket),
            _ => self.rest().await,
        }
    }

    /// Between two accounts. Mostly in the accounts' order; else clients get in each other's way in a circle.
    fn draw(&mut self) -> Transfer {
        let accounts = bank::ACCOUNTS as u64;
        let (first, step) = (self.dice.below(accounts), 1 + self.dice.below(accounts - 1));
        let (one, other) = (first as i64 + 1, ((first + step) % accounts) as i64 + 1);
        let amount = self.dice.below(100) as i64 + 1;
        match self.dice.below(25) {
            0 => Transfer { source: one.max(other), target: one.min(other), amount },
            _ => Transfer { source: one.min(other), target: one.max(other), amount },
        }
    }

    /// Tries until the mark is there. Once nobody could tell whether it is, being told that it is there already is good news;
    /// before that, it is a lie about the tries that came before.
    async fn mark(&mut self) {
        let ticket = self.begin(Work::Mark);
        let mut sofar = Told::NotDone;
        for _ in 0..TRIES {
            let cut = Cut::at_random(&mut self.dice);
            let tried = cut.run(bank::mark(&self.db, ticket)).await;
            let there = matches!(&tried, Some(Err(error)) if error.is_unique_violation());
            if there && sofar == Told::Unknown {
                sofar = Told::Done;
                break;
            }
            match told("a mark", tried) {
                Told::Done => {
                    sofar = Told::Done;
                    break;
                }
                Told::Unknown => sofar = Told::Unknown,
                Told::NotDone => {}
            }
            if self.is_stopping() {
                break;
            }
            self.rest().await;
        }
        Event::Ended(ticket, sofar).tell();
    }

    /// Tries again for as long as it is certainly not done.
    async fn count(&mut self) {
        let ticket = self.begin(Work::Count);
        let mut sofar = Told::NotDone;
        for _ in 0..TRIES {
            let cut = Cut::at_random(&mut self.dice);
            sofar = told("the counter", cut.run(bank::count_up(&self.db)).await);
            if sofar != Told::NotDone || self.is_stopping() {
                break;
            }
            self.rest().await;
        }
        Event::Ended(ticket, sofar).tell();
    }

    /// Reads the total.
    async fn look(&mut self, at_once: bool) {
        let cut = Cut::at_random(&mut self.dice);
        let seen = match at_once {
            true => cut.run(bank::total_at_once(&self.db)).await,
            false => cut.run(bank::total_by_halves(&self.db)).await,
        };
        let right = bank::ACCOUNTS * bank::OPENING;
        self.saw(seen, right, if at_once { "the total" } else { "the total in two statements" }).await;
    }

    /// What was acknowledged can be seen from then on.
    async fn look_for_the_last(&mut self) {
        let Some(ticket) = self.last else { return };
        let cut = Cut::at_random(&mut self.dice);
        let seen = cut.run(bank::told_of(&self.db, ticket)).await;
        self.saw(seen, 1, "an acknowledged transfer in the ledger").await;
    }

    async fn saw(&mut self, seen: Option<Result<i64>>, right: i64, what: &str) {
        match seen {
            Some(Ok(seen)) if seen == right => Event::Read.tell(),
            Some(Ok(seen)) => Event::Wrong(format!("{what}: {seen}, and should be {right}")).tell(),
            Some(Err(error)) => {
                tell_of(what, &error);
                self.rest().await;
            }
            None => Event::Dropped.tell(),
        }
    }

    /// After a failure: an application would not try again at once either.
    async fn rest(&mut self) {
        tokio::time::sleep(Duration::from_millis(1 + self.dice.below(20))).await;
    }
}

/// What a client may believe.
fn told(what: &str, result: Option<Result<(), Error>>) -> Told {
    match result {
        Some(Ok(())) => Told::Done,
        Some(Err(error)) => {
            tell_of(what, &error);
            match error.retry().outcome {
                Outcome::Done => Told::Done,
                Outcome::NotDone => Told::NotDone,
                Outcome::Unknown => Told::Unknown,
            }
        }
        None => {
            Event::Dropped.tell();
            Told::Unknown
        }
    }
}
