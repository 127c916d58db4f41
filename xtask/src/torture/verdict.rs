//! What was told against what is kept.

use super::{
    bank::{ACCOUNTS, OPENING},
    book::Book,
    event::{Ticket, Told, Transfer, Work},
    kept::Kept,
};
use std::collections::HashMap;

/// What it comes to.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// Transfers, marks, and steps of the counter.
    pub(super) sums: [Sum; 3],
    /// What does not add up, in words.
    pub(super) faults: Vec<String>,
}

/// One sort of work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    /// What the clients were told.
    pub(super) acknowledged: u64,
    pub(super) unknown: u64,
    pub(super) not_done: u64,
    /// Acknowledged, and not there.
    pub(super) lost: u64,
    /// There more than once.
    pub(super) doubled: u64,
    /// There, and said to be not done; or there, and never begun.
    pub(super) unasked: u64,
}

impl Verdict {
    /// Compares.
    pub(super) fn reach(book: &Book, kept: &Kept) -> Self {
        let mut verdict = Verdict::default();
        let mut transfers = Rows::of(kept.ledger.iter().map(|(ticket, _)| *ticket));
        let mut marks = Rows::of(kept.marks.iter().copied());
        for (ticket, (work, told)) in &book.begun {
            match work {
                Work::Transfer(_) => verdict.sums[0].add(*told, Some(transfers.take(*ticket))),
                Work::Mark => verdict.sums[1].add(*told, Some(marks.take(*ticket))),
                Work::Count => verdict.sums[2].add(*told, None),
            }
        }
        verdict.sums[0].unasked += transfers.left();
        verdict.sums[1].unasked += marks.left();
        verdict.sums[2].count(kept.steps);
        verdict.add_up(book, kept);
        verdict
    }

    /// Whether nothing is lost, doubled or unasked, and all adds up.
    pub(super) fn is_right(&self) -> bool {
        self.faults.is_empty() && self.sums.iter().all(|sum| sum.lost + sum.doubled + sum.unasked == 0)
    }

    /// The rows of the ledger say what was asked for, and each account has what they make of it.
    fn add_up(&mut self, book: &Book, kept: &Kept) {
        let mut balances: HashMap<i64, i64> = (1..=ACCOUNTS).map(|account| (account, OPENING)).collect();
        let mut others = 0;
        for (ticket, row) in &kept.ledger {
            let asked = book.begun.get(ticket).map(|(work, _)| *work);
            others += u64::from(asked.is_some_and(|asked| asked != Work::Transfer(*row)));
            let Transfer { source, target, amount } = row;
            *balances.entry(*source).or_default() -= amount;
            *balances.entry(*target).or_default() += amount;
        }
        let found: HashMap<i64, i64> = kept.balances.iter().copied().collect();
        let differing =
            balances.iter().filter(|(account, balance)| found.get(account) != Some(balance)).count();
        let total: i64 = found.values().sum();
        if total != ACCOUNTS * OPENING {
            self.faults.push(format!("the accounts hold {total}, and should hold {}", ACCOUNTS * OPENING));
        }
        if differing > 0 || found.len() != balances.len() {
            self.faults.push(format!(
                "{differing} of {} accounts are not what the ledger makes of them",
                found.len()
            ));
        }
        if others > 0 {
            self.faults.push(format!("{others} rows of the ledger say something else than was asked for"));
        }
    }
}

impl Sum {
    /// `rows`: how often it is there, where that can be seen.
    fn add(&mut self, told: Option<Told>, rows: Option<u64>) {
        match told {
            Some(Told::Done) => self.acknowledged += 1,
            Some(Told::NotDone) => self.not_done += 1,
            // Also of whoever did not live to tell.
            Some(Told::Unknown) | None => self.unknown += 1,
        }
        let Some(rows) = rows else { return };
        self.lost += u64::from(told == Some(Told::Done) && rows == 0);
        self.unasked += u64::from(told == Some(Told::NotDone) && rows > 0);
        self.doubled += u64::from(rows > 1);
    }

    /// Of a counter can be seen how far it went.
    fn count(&mut self, steps: u64) {
        self.lost = self.acknowledged.saturating_sub(steps);
        self.unasked = steps.saturating_sub(self.acknowledged + self.unknown);
    }
}

/// How often each ticket stands in a table.
struct Rows(HashMap<Ticket, u64>);

impl Rows {
    fn of(tickets: impl Iterator<Item = Ticket>) -> Self {
        let mut rows = HashMap::new();
        tickets.for_each(|ticket| *rows.entry(ticket).or_default() += 1);
        Rows(rows)
    }

    fn take(&mut self, ticket: Ticket) -> u64 {
        self.0.remove(&ticket).unwrap_or(0)
    }

    /// Those that nobody has taken.
    fn left(&self) -> u64 {
        self.0.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::torture::event::Event;

    const MOVED: Transfer = Transfer { source: 1, target: 2, amount: 10 };

    fn ticket(number: i64) -> Ticket {
        Ticket { client: 0, number }
    }

    /// Clients that were told so of transfers 1, 2, ...
    fn book(told: &[Option<Told>]) -> Book {
        let mut book = Book::default();
        for (number, told) in (1..).zip(told) {
            book.enter(Event::Begun(ticket(number), Work::Transfer(MOVED)));
            told.iter().for_each(|told| book.enter(Event::Ended(ticket(number), *told)));
        }
        book
    }

    /// A database with these transfers in its ledger, whose accounts agree.
    fn kept(numbers: &[i64]) -> Kept {
        let moved = 10 * numbers.len() as i64;
        let balance = |account| OPENING + [0, -moved, moved].get(account as usize).copied().unwrap_or(0);
        Kept {
            ledger: numbers.iter().map(|number| (ticket(*number), MOVED)).collect(),
            balances: (1..=ACCOUNTS).map(|account| (account, balance(account))).collect(),
            ..Kept::default()
        }
    }

    const TOLD: [Option<Told>; 4] = [Some(Told::Done), Some(Told::Unknown), None, Some(Told::NotDone)];

    fn sum(numbers: &[i64]) -> (u64, u64, u64, bool) {
        let verdict = Verdict::reach(&book(&TOLD), &kept(numbers));
        let Sum { lost, doubled, unasked, .. } = verdict.sums[0];
        (lost, doubled, unasked, verdict.is_right())
    }

    /// What nobody could tell may be there or not; what was acknowledged is.
    #[test]
    fn unknown_is_free() {
        for numbers in [&[1][..], &[1, 2], &[1, 3], &[3, 2, 1]] {
            assert_eq!(sum(numbers), (0, 0, 0, true), "{numbers:?}");
        }
    }

    /// Lost, doubled, though nobody could tell of it, there though it was refused, there though nobody asked.
    #[test]
    fn each_fault_is_seen() {
        assert_eq!(sum(&[2]), (1, 0, 0, false));
        assert_eq!(sum(&[1, 1]), (0, 1, 0, false));
        assert_eq!(sum(&[1, 3, 3]), (0, 1, 0, false));
        assert_eq!(sum(&[1, 4]), (0, 0, 1, false));
        assert_eq!(sum(&[1, 5]), (0, 0, 1, false));
    }

    /// An account that does not agree with the ledger, though the total does.
    #[test]
    fn accounts_follow_the_ledger() {
        let mut kept = kept(&[1]);
        kept.balances[4].1 -= 1;
        kept.balances[5].1 += 1;
        let verdict = Verdict::reach(&book(&TOLD), &kept);
        assert_eq!((verdict.faults.len(), verdict.is_right()), (1, false));
        kept.balances[5].1 += 1;
        assert_eq!(Verdict::reach(&book(&TOLD), &kept).faults.len(), 2);
    }

    /// The counter has gone at least as far as it was acknowledged, and at most as far as it may have.
    #[test]
    fn the_counter_is_bounded() {
        for (steps, lost, unasked) in [(0, 1, 0), (1, 0, 0), (3, 0, 0), (4, 0, 1)] {
            let mut sum = Sum { acknowledged: 1, unknown: 2, ..Sum::default() };
            sum.count(steps);
            assert_eq!((sum.lost, sum.unasked), (lost, unasked), "{steps}");
        }
    }
}
