//! Whether all is right: what was acknowledged against what the database holds.

use super::{
    accounts::{Account, Accounts},
    legs::LEGS,
    workload::{Kept, Purchase},
};
use crate::numbers::quantile;
use segue::{Mode, Outcome};
use std::{collections::HashMap, time::Duration};

/// Everything that the table shows.
pub(super) struct Verdict {
    /// One row for each leg.
    pub(super) legs: Vec<Leg>,
    /// Pieces that left the stock, and pieces on invoices: the same, or something is wrong.
    pub(super) pieces: (i64, i64),
    /// Invoices that nobody was told of and nobody may have: not acknowledged, and said to be not done.
    pub(super) unasked: u64,
    /// How long the clients ran.
    pub(super) lasted: Duration,
}

/// One leg of the way.
pub(super) struct Leg {
    pub(super) mode: Mode,
    /// Answers that were compared, and how many of them differ.
    pub(super) answers: u64,
    pub(super) differing: u64,
    pub(super) examples: Vec<String>,
    /// Operations a second, and how long they took.
    pub(super) rate: f64,
    pub(super) latency: [Option<Duration>; 2],
    /// How late the timer fired: p50, p99, at most.
    pub(super) late: [Option<Duration>; 3],
    /// Purchases that were acknowledged, and what became of them.
    pub(super) acknowledged: u64,
    pub(super) found: u64,
    pub(super) lost: u64,
    pub(super) doubled: u64,
    /// Purchases that ended in an error, and the first one's words.
    pub(super) refused: u64,
    pub(super) first_error: Option<String>,
}

/// What the database holds of one number: invoices, lines.
type Held = HashMap<i64, (i64, i64)>;

impl Verdict {
    /// Compares what was seen with what was kept.
    pub(super) fn reach(seen: &Accounts, kept: &Kept, stock_at_first: i64) -> Self {
        let mut held = held(kept);
        let legs =
            LEGS.iter().zip(&seen.legs).map(|(mode, account)| Leg::of(*mode, account, &mut held)).collect();
        let maybe = seen.legs.iter().flat_map(|account| &account.refused);
        for refused in maybe.filter(|refused| refused.error.retry().outcome != Outcome::NotDone) {
            held.remove(&refused.purchase.number);
        }
        let invoiced = kept.lines.iter().map(|(_, _, pieces)| pieces).sum();
        let pieces = (stock_at_first - kept.left, invoiced);
        Verdict { legs, pieces, unasked: held.len() as u64, lasted: seen.lasted }
    }

    /// Whether every answer is the same, and every acknowledged purchase is there once.
    pub(super) fn is_right(&self) -> bool {
        let stock_adds_up = self.pieces.0 == self.pieces.1;
        stock_adds_up && self.unasked == 0 && self.legs.iter().all(Leg::is_right)
    }
}

impl Leg {
    fn of(mode: Mode, account: &Account, held: &mut Held) -> Self {
        let mut latencies = account.latencies.clone();
        latencies.sort_unstable();
        let mut late = account.late.clone();
        late.sort_unstable();
        let mut leg = Leg {
            mode,
            answers: account.answers,
            differing: account.differing,
            examples: account.examples.clone(),
            rate: latencies.len() as f64 / account.timed.as_secs_f64().max(f64::EPSILON),
            latency: [0.5, 0.99].map(|share| quantile(&latencies, share)),
            late: [0.5, 0.99, 1.0].map(|share| quantile(&late, share)),
            acknowledged: account.acknowledged.len() as u64,
            found: 0,
            lost: 0,
            doubled: 0,
            refused: account.refused.len() as u64,
            first_error: account.refused.first().map(|refused| refused.error.to_string()),
        };
        for purchase in &account.acknowledged {
            *leg.fate(purchase, held) += 1;
        }
        leg
    }

    /// Whole and once; less than that is lost, more is doubled.
    fn fate(&mut self, purchase: &Purchase, held: &mut Held) -> &mut u64 {
        let whole = (1, purchase.lines());
        match held.remove(&purchase.number) {
            Some(there) if there == whole => &mut self.found,
            Some((invoices, lines)) if invoices >= whole.0 && lines >= whole.1 => &mut self.doubled,
            _ => &mut self.lost,
        }
    }

    fn is_right(&self) -> bool {
        // A leg on which nothing was compared has shown nothing.
        self.answers > 0 && self.differing == 0 && self.lost == 0 && self.doubled == 0
    }
}

fn held(kept: &Kept) -> Held {
    let mut held = Held::new();
    for number in &kept.invoices {
        held.entry(*number).or_default().0 += 1;
    }
    for (number, lines, _) in &kept.lines {
        held.entry(*number).or_default().1 += lines;
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::accounts::Refused;
    use segue::{Error, ErrorKind};

    fn purchase(number: i64) -> Purchase {
        Purchase { number, tracks: vec![(1, 2), (3, 4)] }
    }

    /// Clients that were told of purchases 1 and 2 in the first leg.
    fn seen() -> Accounts {
        let mut seen = Accounts::new();
        seen.legs.iter_mut().for_each(|account| account.answers = 1);
        seen.legs[0].acknowledged = vec![purchase(1), purchase(2)];
        seen
    }

    fn kept(invoices: &[i64], lines: &[(i64, i64, i64)], left: i64) -> Kept {
        Kept { invoices: invoices.to_vec(), lines: lines.to_vec(), left }
    }

    /// Everything there, once, and the stock adds up.
    #[test]
    fn all_is_right() {
        let verdict = Verdict::reach(&seen(), &kept(&[1, 2], &[(1, 2, 6), (2, 2, 6)], 88), 100);
        assert!(verdict.is_right());
        assert_eq!(verdict.legs[0].found, 2);
    }

    /// A missing invoice or line is a loss; a second one is a double.
    #[test]
    fn losses_and_doubles_are_seen() {
        let verdict = Verdict::reach(&seen(), &kept(&[2], &[(2, 1, 2)], 98), 100);
        assert_eq!((verdict.legs[0].lost, verdict.is_right()), (2, false));
        let verdict = Verdict::reach(&seen(), &kept(&[1, 2, 2], &[(1, 4, 12), (2, 4, 12)], 76), 100);
        assert_eq!((verdict.legs[0].doubled, verdict.is_right()), (2, false));
    }

    /// A stock that does not add up, an answer that differs, and a leg without an answer.
    #[test]
    fn other_faults_are_seen() {
        let whole = || kept(&[1, 2], &[(1, 2, 6), (2, 2, 6)], 88);
        assert!(!Verdict::reach(&seen(), &kept(&[1, 2], &[(1, 2, 6), (2, 2, 6)], 89), 100).is_right());
        let mut differs = seen();
        differs.legs[3].differ(|| "another".to_owned());
        assert!(!Verdict::reach(&differs, &whole(), 100).is_right());
        let mut silent = seen();
        silent.legs[6].answers = 0;
        assert!(!Verdict::reach(&silent, &whole(), 100).is_right());
    }

    /// An unacknowledged purchase may be there only if nobody could tell.
    #[test]
    fn unasked_purchases_are_seen() {
        let kept = kept(&[1, 2, 3], &[(1, 2, 6), (2, 2, 6), (3, 2, 6)], 82);
        for (outcome, right) in [(Outcome::NotDone, false), (Outcome::Unknown, true)] {
            let error = Error::new(ErrorKind::ConnectionLost, "gone").with_outcome(outcome);
            let mut seen = seen();
            seen.legs[1].refused.push(Refused { purchase: purchase(3), error });
            assert_eq!(Verdict::reach(&seen, &kept, 100).is_right(), right);
        }
    }
}
