//! One case, one set-up, one style.

use super::{Style, caught};
use crate::{Case, Fixture, Setup};
use std::{
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

/// What a case did, or how it failed.
pub type Outcome = Result<Done, String>;

/// What a case did.
#[derive(Clone, Debug)]
pub struct Done {
    /// What must be the same everywhere.
    pub transcript: Vec<String>,
    /// The texts of what was sent.
    pub texts: Vec<String>,
    /// Why it was left out.
    pub left_out: Option<&'static str>,
}

/// No case takes as long; one that does hangs.
const HANGS: Duration = Duration::from_secs(60);

/// Runs `case` on a thread of its own, which is left behind if it hangs.
pub fn run(setup: &Arc<dyn Setup>, style: Style, case: Case) -> Outcome {
    let (sender, outcome) = mpsc::channel();
    let setup = setup.clone();
    let run = move || {
        let driven = style.drive(async move { whole(setup, style, case).await });
        drop(sender.send(driven.unwrap_or_else(|error| Err(error.to_string()))));
    };
    thread::Builder::new().name("case".into()).spawn(run).map_err(|error| error.to_string())?;
    outcome
        .recv_timeout(HANGS)
        .unwrap_or_else(|error| Err(format!("the case hangs, or its thread died: {error}")))
}

/// The case from its fresh database to its end, where nothing may be left running.
async fn whole(setup: Arc<dyn Setup>, style: Style, case: Case) -> Outcome {
    let fix = Fixture::fresh(&setup, style, &case).await.map_err(|error| format!("opening: {error:?}"))?;
    let can = fix.db().capabilities().map_err(|error| error.to_string())?;
    let left_out = match (case.needs)(&can) {
        false => Some("the backend declares that it cannot do this"),
        true if case.english && !fix.place().speaks_english().map_err(|error| error.to_string())? => {
            Some("the server does not speak English")
        }
        true => None,
    };
    if left_out.is_none() {
        caught((case.body)(fix.clone())).await?.map_err(|error| format!("the case failed: {error:?}"))?;
    }
    let closed = fix.quiet(fix.db().close(Duration::from_secs(10))).await;
    closed.map_err(|error| format!("something is left running: {error}"))?;
    Ok(Done { transcript: fix.transcript(case.compared), texts: fix.capture().texts(), left_out })
}
