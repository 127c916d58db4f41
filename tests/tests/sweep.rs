//! Futures dropped at every point, in every mode, on every database.
//!
//! `cargo test -p segue-tests --test sweep -- [filter]`; names are `operation::database::mode::runtime`. With `SEGUE_SWEEP=full`,
//! twenty times as many points.

use libtest_mimic::Arguments;
use segue_tests::{faces, runner, setup, sweep};
use std::process::ExitCode;

/// Most of the time is spent waiting for what was delayed.
const THREADS: usize = 8;

fn main() -> ExitCode {
    runner::collect_panics();
    let setups = match faces() {
        Ok(setups) => setups,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
    };
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS);
    let mut trials = sweep::trials(&setups);
    trials.extend(sweep::planted::trials());
    let code = libtest_mimic::run(&arguments, trials).exit_code();
    println!("{}", sweep::table());
    setup::finish();
    code
}
