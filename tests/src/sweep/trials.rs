//! One trial for each operation, database and mode.

use super::{Operation, all, amount::Amount, points::Points};
use crate::{Setup, Style};
use libtest_mimic::{Failed, Trial};
use std::{
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

/// All operations in all of these set-ups; names are `operation::database::mode`, and the runtime's kind where there are several.
pub fn trials(setups: &[Arc<dyn Setup>]) -> Vec<Trial> {
    let mut trials = Vec::new();
    for operation in all() {
        for setup in setups {
            let amount = Amount::of(setup.engine(), setup.mode());
            for style in amount.styles {
                let (setup, name) = (setup.clone(), format!("{}::{}::{style}", operation.name, setup.name()));
                let run = move || swept(setup, operation, amount, *style).map_err(Failed::from);
                trials.push(Trial::test(name, run));
            }
        }
    }
    trials
}

/// No operation takes as long; one that does hangs.
const HANGS: Duration = Duration::from_secs(300);

/// Sweeps one operation, on a thread of its own that is left behind if it hangs.
///
/// # Errors
/// What was found.
pub(super) fn swept(
    setup: Arc<dyn Setup>,
    operation: Operation,
    amount: Amount,
    style: Style,
) -> Result<(), String> {
    let (sender, outcome) = mpsc::channel();
    let whole = async move {
        let points = Points::of(setup, operation).await.map_err(|error| format!("opening: {error}"))?;
        points.sweep(amount).await
    };
    let run = move || drop(sender.send(style.drive(whole).unwrap_or_else(|error| Err(error.to_string()))));
    thread::Builder::new().name("sweep".into()).spawn(run).map_err(|error| error.to_string())?;
    outcome.recv_timeout(HANGS).unwrap_or_else(|error| Err(format!("it hangs, or its thread died: {error}")))
}
