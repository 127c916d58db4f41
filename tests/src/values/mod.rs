//! Every type of field with its boundary values: written in each mode, read in each, with what is stored looked at by a
//! reader that knows nothing of Segue. What a database cannot keep is refused, and its capabilities say so.

mod across;
mod both;
mod boundary;
mod fate;
mod found;
mod maybe;
mod order;
mod pairs;
mod refused;
mod same;
mod stored;
mod truth;
mod unique;
mod wide;

use crate::Setup;
use libtest_mimic::{Failed, Trial};
use segue::Result;
use std::sync::Arc;

/// Everything on one database: for each ordered pair of set-ups one trial for each column, named
/// `values::column::writer::reader`, one for NULLs and one for long decimals; and for each set-up what it refuses, how it
/// sorts, what is unique, and whether its capabilities are true.
pub fn trials(setups: &[Arc<dyn Setup>]) -> Vec<Trial> {
    let mut trials = pairs::trials(setups);
    for setup in setups {
        let alone: [(&str, Check); 4] = [
            ("refused", refused::check),
            ("order", order::check),
            ("unique", unique::check),
            ("capabilities", truth::check),
        ];
        for (what, check) in alone {
            let (name, setup) = (format!("values::{what}::{}", setup.name()), setup.clone());
            trials.push(Trial::test(name, move || check(&*setup).map_err(Failed::from)));
        }
    }
    trials
}

/// One trial for each column, named `values::across::column`: what one database reads is what every other reads.
pub fn across(setups: &[Arc<dyn Setup>]) -> Vec<Trial> {
    across::trials(setups)
}

type Check = fn(&dyn Setup) -> Result<(), String>;

/// A failure as a message: what is looked for is a difference, whichever tool finds it.
fn words(error: segue::Error) -> String {
    format!("{error:?}")
}
