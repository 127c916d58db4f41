//! Trials, as `cargo test` lists and filters them.

use super::{Outcome, Style, difference, run};
use crate::{Case, Setup};
use libtest_mimic::{Completion, Failed, Trial};
use std::sync::{Arc, OnceLock};

/// One trial for each case, set-up and style, named `case::set-up::style`. The first set-up and the case's first style
/// are the reference that the others are compared with.
pub fn trials(setups: &[Arc<dyn Setup>], cases: &[Case]) -> Vec<Trial> {
    let Some(first) = setups.first() else { return Vec::new() };
    let mut trials = Vec::new();
    for case in cases.iter().filter(|case| case.engines.contains(&first.engine())) {
        let reference = Arc::new(Shared::new(first.clone(), *case));
        for setup in setups {
            for style in case.styles {
                trials.push(trial(reference.clone(), setup.clone(), *style));
            }
        }
    }
    trials
}

fn trial(reference: Arc<Shared>, setup: Arc<dyn Setup>, style: Style) -> Trial {
    let name = format!("{}::{}::{style}", reference.case.name(), setup.name());
    Trial::ignorable_test(name, move || {
        let expected = reference.outcome();
        let is_reference = reference.is(&setup, style);
        let found = if is_reference { expected.clone() } else { run(&setup, style, reference.case) };
        let found = found.map_err(Failed::from)?;
        if let Some(why) = found.left_out {
            return Ok(Completion::ignored_with(why));
        }
        let expected = expected.as_ref().map_err(|why| format!("the reference failed: {why}"))?;
        match difference(&expected.transcript, &found.transcript) {
            Some(difference) => Err(format!("the transcripts differ in {difference}").into()),
            None => Ok(Completion::Completed),
        }
    })
}

/// What a case did in the set-up that all others are compared with: run once, when it is first asked for.
pub struct Shared {
    setup: Arc<dyn Setup>,
    case: Case,
    outcome: OnceLock<Outcome>,
}

impl Shared {
    /// The reference for `case`, in `setup` and the case's first style.
    pub fn new(setup: Arc<dyn Setup>, case: Case) -> Self {
        Shared { setup, case, outcome: OnceLock::new() }
    }

    /// What it did.
    pub fn outcome(&self) -> &Outcome {
        self.outcome.get_or_init(|| run(&self.setup, self.style(), self.case))
    }

    /// The case.
    pub fn case(&self) -> Case {
        self.case
    }

    fn style(&self) -> Style {
        self.case.styles.first().copied().unwrap_or(Style::Multi)
    }

    fn is(&self, setup: &Arc<dyn Setup>, style: Style) -> bool {
        Arc::ptr_eq(setup, &self.setup) && style == self.style()
    }
}
