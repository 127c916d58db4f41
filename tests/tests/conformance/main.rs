//! The runner: every case in every mode and style, every type between every two modes, several processes, planted
//! faults, the texts of statements, and the catalogue of divergences.
//!
//! `cargo test -p segue-tests --test conformance -- [filter]`; names are `case::mode::style`.

mod catalogue;
mod snapshots;

use libtest_mimic::{Arguments, Trial};
use segue_tests::{Setup, cases, chinook, faces, planted, processes, runner, setup, values};
use std::{process::ExitCode, sync::Arc};

fn main() -> ExitCode {
    if let Some(code) = processes::run_role() {
        return code;
    }
    runner::collect_panics();
    let setups = match faces() {
        Ok(setups) => setups,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
    };
    let mut trials = suite(&setups);
    let names: Vec<String> = trials.iter().map(|trial| trial.name().to_owned()).collect();
    trials.push(Trial::test("catalogue::names_tests_that_exist", move || catalogue::check(&names)));
    let code = libtest_mimic::run(&Arguments::from_args(), trials).exit_code();
    setup::finish();
    code
}

fn suite(setups: &[Arc<dyn Setup>]) -> Vec<Trial> {
    let cases = cases::all();
    let mut trials = Vec::new();
    // Each database has a reference, values and snapshots of its own.
    for setups in setups.chunk_by(|one, next| one.engine() == next.engine()) {
        trials.extend(runner::trials(setups, &cases));
        trials.extend(values::trials(setups));
        trials.extend(processes::trials(setups));
        trials.extend(snapshots::trials(setups, &cases));
    }
    trials.extend(values::across(setups));
    trials.extend(chinook::trials(setups));
    trials.extend(planted::trials());
    trials
}
