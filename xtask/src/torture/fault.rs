//! What happens to the bank.

use crate::dice::Dice;
use std::fmt;

/// What happens to the bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Fault {
    /// The server is killed (SIGKILL), and started again.
    ServerKilled,
    /// Some sessions are ended by the server.
    SessionsKilled,
    /// Nothing passes for a while; connections stay.
    BlackHole,
    /// All connections are reset while answers are on their way.
    Reset,
    /// Answers come late.
    Late,
    /// Bytes come slowly.
    Slow,
    /// Connections end after so many bytes.
    Cut,
    /// New connections are refused.
    Refused,
    /// Another process holds SQLite's lock on the file.
    Locked,
    /// The process with all clients is killed (SIGKILL), and started again.
    ClientsKilled,
    /// The mode is switched.
    Switched,
    /// A future was dropped before it was ready.
    Dropped,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Fault::ServerKilled => "server killed",
            Fault::SessionsKilled => "sessions killed",
            Fault::BlackHole => "black hole",
            Fault::Reset => "connections reset",
            Fault::Late => "late answers",
            Fault::Slow => "slow network",
            Fault::Cut => "connections cut after n bytes",
            Fault::Refused => "connections refused",
            Fault::Locked => "file locked by another process",
            Fault::ClientsKilled => "clients killed",
            Fault::Switched => "mode switched",
            Fault::Dropped => "futures dropped",
        })
    }
}

/// Deals faults: each of them once before any comes again.
pub(super) struct Deck {
    all: Vec<Fault>,
    left: Vec<Fault>,
}

impl Deck {
    /// A deck of these; the same one may be in it more than once.
    pub(super) fn new(all: Vec<Fault>) -> Self {
        Deck { all, left: Vec::new() }
    }

    /// The next one; `None` of none.
    pub(super) fn deal(&mut self, dice: &mut Dice) -> Option<Fault> {
        if self.left.is_empty() {
            self.left.clone_from(&self.all);
        }
        let which = dice.below(self.left.len() as u64) as usize;
        (!self.left.is_empty()).then(|| self.left.swap_remove(which))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each comes once before any comes again.
    #[test]
    fn each_has_its_turn() {
        let all = vec![Fault::Reset, Fault::Cut, Fault::Switched];
        let (mut deck, mut dice) = (Deck::new(all.clone()), Dice::new(1));
        for _ in 0..5 {
            let mut dealt: Vec<Fault> = (0..3).filter_map(|_| deck.deal(&mut dice)).collect();
            dealt.sort();
            assert_eq!(dealt, all);
        }
        assert_eq!(Deck::new(Vec::new()).deal(&mut dice), None);
    }
}
