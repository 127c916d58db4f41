//! What the clients have told, as far as it was read.

use super::{
    event::{Event, Ticket, Told, Work},
    fault::Fault,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// What the clients have told.
#[derive(Default)]
pub(super) struct Book {
    /// What was begun. Who did not live to tell of it leaves `None`.
    pub(super) begun: HashMap<Ticket, (Work, Option<Told>)>,
    /// Reads that saw what they should.
    pub(super) reads: u64,
    /// Errors that a fault explains, by kind.
    pub(super) met: BTreeMap<String, u64>,
    /// What nothing explains: how often, and the first ones.
    pub(super) wrong: (u64, Vec<String>),
    /// Faults after which the work went on.
    pub(super) survived: BTreeMap<Fault, u64>,
    /// The longest time without anything that succeeded, and what was the matter.
    pub(super) outage: (Duration, Option<Fault>),
    /// The longest time until something succeeded once a fault was over.
    pub(super) recovery: Duration,
    /// Work and reads that succeeded.
    pub(super) successes: u64,
    /// The mode in use.
    pub(super) mode: String,
    /// How often clients came to work.
    ready: u64,
    last_success: Option<Instant>,
    current: Option<Fault>,
}

/// So many examples of what is wrong are kept.
const EXAMPLES: usize = 12;

impl Book {
    /// Takes one line in.
    pub(super) fn enter(&mut self, event: Event) {
        match event {
            Event::Ready => self.ready += 1,
            Event::Begun(ticket, work) => drop(self.begun.insert(ticket, (work, None))),
            Event::Ended(ticket, told) => self.ended(ticket, told),
            Event::Read => {
                self.reads += 1;
                self.succeeded();
            }
            Event::Met(kind) => *self.met.entry(kind).or_default() += 1,
            Event::Dropped => self.survived(Fault::Dropped),
            Event::Switched(mode) => {
                self.mode = mode;
                self.survived(Fault::Switched);
            }
            Event::Wrong(why) => self.wrong(why),
        }
    }

    /// Notes how long it took until the work went on.
    pub(super) fn recovered(&mut self, took: Duration) {
        self.recovery = self.recovery.max(took);
    }

    /// Notes that the work went on after a fault.
    pub(super) fn survived(&mut self, fault: Fault) {
        *self.survived.entry(fault).or_default() += 1;
    }

    /// Notes what nothing explains.
    pub(super) fn wrong(&mut self, why: String) {
        self.wrong.0 += 1;
        if self.wrong.1.len() < EXAMPLES && !self.wrong.1.contains(&why) {
            self.wrong.1.push(why);
        }
    }

    /// What is the matter at the moment.
    pub(super) fn current(&self) -> Option<Fault> {
        self.current
    }

    fn ended(&mut self, ticket: Ticket, told: Told) {
        match self.begun.get_mut(&ticket) {
            Some((_, slot @ None)) => *slot = Some(told),
            _ => self.wrong(format!("{ticket:?} ended twice, or without having begun")),
        }
        if told == Told::Done {
            self.succeeded();
        }
    }

    fn succeeded(&mut self) {
        let now = Instant::now();
        let without = self.last_success.replace(now).map_or(Duration::ZERO, |last| now - last);
        if without > self.outage.0 {
            self.outage = (without, self.current);
        }
        self.successes += 1;
    }
}

/// The book, while others write into it.
#[derive(Clone, Default)]
pub(super) struct Shared(Arc<(Mutex<Book>, Condvar)>);

impl Shared {
    /// The book, to be looked into or written into.
    pub(super) fn open(&self) -> MutexGuard<'_, Book> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes one line in, and tells those who wait.
    pub(super) fn enter(&self, event: Event) {
        self.open().enter(event);
        self.0.1.notify_all();
    }

    /// Says what is the matter from now on.
    pub(super) fn matter(&self, fault: Option<Fault>) {
        self.open().current = fault;
    }

    /// Waits until something has succeeded after now; whether it came to that.
    pub(super) fn wait_for_success(&self, limit: Duration) -> bool {
        let before = self.open().successes;
        self.wait_until(limit, |book| book.successes > before)
    }

    /// How often clients came to work.
    pub(super) fn ready(&self) -> u64 {
        self.open().ready
    }

    /// Waits until they have come so often; whether it came to that.
    pub(super) fn wait_until_ready(&self, times: u64, limit: Duration) -> bool {
        self.wait_until(limit, |book| book.ready >= times)
    }

    fn wait_until(&self, limit: Duration, reached: impl Fn(&Book) -> bool) -> bool {
        let (book, waited) = self
            .0
            .1
            .wait_timeout_while(self.open(), limit, |book| !reached(book))
            .unwrap_or_else(PoisonError::into_inner);
        drop(book);
        !waited.timed_out()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever ends without having begun, or twice, is wrong.
    #[test]
    fn the_book_is_kept_in_order() {
        let ticket = Ticket { client: 1, number: 1 };
        let mut book = Book::default();
        book.enter(Event::Ended(ticket, Told::Done));
        assert_eq!(book.wrong.0, 1);
        book.enter(Event::Begun(ticket, Work::Count));
        book.enter(Event::Ended(ticket, Told::Unknown));
        assert_eq!((book.wrong.0, book.begun[&ticket]), (1, (Work::Count, Some(Told::Unknown))));
        book.enter(Event::Ended(ticket, Told::Done));
        assert_eq!((book.wrong.0, book.begun[&ticket].1), (2, Some(Told::Unknown)));
    }

    /// Nobody waits for what has happened already, nor for ever.
    #[test]
    fn waiting_ends() {
        let book = Shared::default();
        assert!(!book.wait_for_success(Duration::from_millis(1)));
        book.enter(Event::Ready);
        assert!(book.wait_until_ready(1, Duration::from_secs(60)));
    }
}
