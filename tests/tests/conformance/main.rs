//! The runner: every case in every mode and style, every type between every two modes, several processes, planted
//! faults, the texts of statements, and the catalogue of divergences.
//!
//! `cargo test -p segue-tests --test conformance -- [filter]`; names are `case::mode::style`.

mod catalogue;
mod snapshots;

use libtest_mimic::{Arguments, Trial};
use segue_tests::{cases, faces, planted, processes, runner, values};
use std::process::ExitCode;

fn main() -> ExitCode {
    if let Some(code) = processes::run_role() {
        return code;
    }
    runner::collect_panics();
    let mut trials = suite();
    let names: Vec<String> = trials.iter().map(|trial| trial.name().to_owned()).collect();
    trials.push(Trial::test("catalogue::names_tests_that_exist", move || catalogue::check(&names)));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn suite() -> Vec<Trial> {
    let (setups, cases) = (faces(), cases::all());
    let mut trials = runner::trials(&setups, &cases);
    trials.extend(values::trials(&setups));
    trials.extend(processes::trials(&setups));
    trials.extend(planted::trials());
    trials.extend(snapshots::trials(&setups, &cases));
    trials
}
