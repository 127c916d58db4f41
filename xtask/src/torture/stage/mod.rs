//! Where the bank is, and what can happen to it there.

mod file;
mod server;

pub(super) use file::File;
pub(super) use server::Server;

use super::fault::Fault;
use crate::dice::Dice;
use segue_tests::setup::Neutral;
use std::{thread, time::Duration};

/// Where the bank is.
pub(super) trait Stage {
    /// Where clients find it.
    fn url(&self) -> String;

    /// What can happen to it, besides what happens to clients anywhere; what is there more often happens more often.
    fn faults(&self) -> Vec<Fault>;

    /// Lets it happen, for as long as it lasts. Afterwards all is well again.
    ///
    /// # Errors
    /// Where it cannot be made to happen, or does not end.
    fn inflict(&mut self, fault: Fault, dice: &mut Dice) -> Result<(), String>;

    /// A client that goes to the database directly, once nobody else is there any more.
    ///
    /// # Errors
    /// Where somebody stays.
    fn alone(&self) -> Result<Neutral, String>;
}

/// Lets so many milliseconds go by: at least the first, less than the second.
pub(super) fn pause(dice: &mut Dice, least: u64, most: u64) {
    thread::park_timeout(Duration::from_millis(least + dice.below(most - least)));
}
