//! A backend of Segue's that gives a connection back as it is.

use crate::{
    Setup, Style,
    planted::{Fault, Planted},
    sweep::{Operation, all, amount::Amount, trials::swept},
};
use libtest_mimic::{Failed, Trial};
use std::sync::Arc;

/// Operations that leave a transaction open where they are dropped half way, and clean-up is left out.
const FINDERS: [&str; 3] = ["begin", "atomic", "wait_to_begin"];

pub(super) fn trials() -> Vec<Trial> {
    let finders = || all().into_iter().filter(|operation| FINDERS.contains(&operation.name));
    let finds = |operation: Operation| {
        Trial::test(format!("planted::gives_back_dirty::{}", operation.name), move || finds(operation))
    };
    let passes = |operation: Operation| {
        Trial::test(format!("planted::nothing::{}", operation.name), move || {
            sweep(Fault::None, operation).map_err(Failed::from)
        })
    };
    finders().map(finds).chain(finders().map(passes)).collect()
}

/// The sweep finds the transaction that is left open, and nothing else.
fn finds(operation: Operation) -> Result<(), Failed> {
    match sweep(Fault::GivesBackDirty, operation) {
        Err(found) if found.contains("is left") => {
            println!("found: {found}");
            Ok(())
        }
        Err(other) => Err(format!("it found something else: {other}").into()),
        Ok(()) => Err("it found nothing".into()),
    }
}

fn sweep(fault: Fault, operation: Operation) -> Result<(), String> {
    let setup: Arc<dyn Setup> = Arc::new(Planted(fault).setup());
    swept(setup, operation, Amount { rounds: 1, times: 0, slow: 0, styles: &Style::ONE }, Style::Multi)
}
