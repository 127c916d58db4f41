//! Each fault must be found.

use super::{Fault, Planted};
use crate::{
    Case, Setup, cases, faces_on,
    runner::{Shared, Style, difference, run},
};
use libtest_mimic::{Failed, Trial};
use segue::Engine;
use std::sync::Arc;

/// One trial for each fault, named `planted::fault`, and one for each case, which without a fault must pass: whatever
/// finds one must find it, and not the backend that it is planted in.
pub fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = Fault::ALL
        .into_iter()
        .map(|(fault, finders)| Trial::test(format!("planted::{fault:?}"), move || found(fault, finders)))
        .collect();
    trials.extend(
        cases::all()
            .into_iter()
            .filter(|case| case.engines.contains(&Engine::Sqlite))
            .map(|case| Trial::test(format!("planted::None::{}", case.name()), move || passes(case))),
    );
    trials
}

/// All of `finders` find the fault.
fn found(fault: Fault, finders: &[&str]) -> Result<(), Failed> {
    for name in finders {
        let case = cases::named(name).ok_or_else(|| format!("there is no case `{name}`"))?;
        if verdict(fault, case)?.is_ok() {
            return Err(format!("`{name}` does not find the fault {fault:?}").into());
        }
    }
    Ok(())
}

/// Without a fault, the same backend passes.
fn passes(case: Case) -> Result<(), Failed> {
    verdict(Fault::None, case)?.map_err(Failed::from)
}

/// Whether the case passes on a backend with the fault, with the reference's transcript; or why not.
fn verdict(fault: Fault, case: Case) -> Result<Result<(), String>, Failed> {
    let faces = faces_on(Engine::Sqlite);
    let first = faces.first().ok_or("there is no reference")?;
    let reference = Shared::new(first.clone(), case);
    let expected = reference.outcome().as_ref().map_err(|why| format!("the reference failed: {why}"))?;
    let setup: Arc<dyn Setup> = Arc::new(Planted(fault).setup());
    let style = case.styles.first().copied().unwrap_or(Style::Multi);
    Ok(run(&setup, style, case).and_then(|done| match difference(&expected.transcript, &done.transcript) {
        Some(difference) => Err(difference),
        None => Ok(()),
    }))
}
