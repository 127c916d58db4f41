//! Each fault must be found.

use super::{Fault, Planted};
use crate::{
    Setup, cases, faces,
    runner::{Shared, Style, difference, run},
};
use libtest_mimic::{Failed, Trial};
use std::sync::Arc;

/// One trial for each fault, named `planted::fault`, and the proof that without one a backend of one's own passes.
pub fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = Fault::ALL
        .into_iter()
        .map(|(fault, finders)| Trial::test(format!("planted::{fault:?}"), move || found(fault, finders)))
        .collect();
    trials.push(Trial::test("planted::None", passes));
    trials
}

/// All of `finders` find the fault.
fn found(fault: Fault, finders: &[&str]) -> Result<(), Failed> {
    for name in finders {
        if let Some(passed) = verdict(fault, name)? {
            return Err(format!("`{name}` does not find the fault {fault:?}: {passed}").into());
        }
    }
    Ok(())
}

/// `None` where the case failed, or its transcript differs from the reference's.
fn verdict(fault: Fault, name: &str) -> Result<Option<&'static str>, Failed> {
    let case = cases::named(name).ok_or_else(|| format!("there is no case `{name}`"))?;
    let faces = faces();
    let first = faces.first().ok_or("there is no reference")?;
    let reference = Shared::new(first.clone(), case);
    let expected = reference.outcome().as_ref().map_err(|why| format!("the reference failed: {why}"))?;
    let setup: Arc<dyn Setup> = Arc::new(Planted(fault).setup());
    Ok(match run(&setup, Style::Multi, case) {
        Err(_) => None,
        Ok(done) if difference(&expected.transcript, &done.transcript).is_some() => None,
        Ok(_) => Some("it passed, and its transcript is the reference's"),
    })
}

/// Without a fault, the same backend passes whatever finds one.
fn passes() -> Result<(), Failed> {
    for name in Fault::ALL.into_iter().flat_map(|(_, finders)| finders) {
        if verdict(Fault::None, name)?.is_none() {
            return Err(format!("`{name}` fails without a fault").into());
        }
    }
    Ok(())
}
