//! The cases that say nothing of sessions, behind a real PgBouncer in transaction mode.
//!
//! `cargo test -p segue-tests --test pgbouncer -- [filter]`; names are `case::pgbouncer::mode::style`.

use libtest_mimic::Arguments;
use segue::Engine;
use segue_tests::{Case, cases, runner, setup};
use std::process::ExitCode;

/// Files whose cases are about what is asked and done, and not about the sessions that it is done on: one of each kind.
const FILES: &[&str] = &["crud", "bulk", "prefetching", "transactions", "savepoints", "tasks", "cancelling"];

fn main() -> ExitCode {
    if segue_tests::processes::run_role().is_some() {
        return ExitCode::FAILURE;
    }
    runner::collect_panics();
    let trials = match setup::bouncers() {
        Ok(setups) => runner::trials(&setups, &chosen()),
        Err(why) if setup::is_required(Engine::Postgres) => {
            eprintln!("PgBouncer is required: {why}");
            return ExitCode::FAILURE;
        }
        Err(why) => {
            eprintln!("not run behind PgBouncer: {}", why.lines().next().unwrap_or_default());
            Vec::new()
        }
    };
    let code = libtest_mimic::run(&Arguments::from_args(), trials).exit_code();
    setup::finish();
    code
}

fn chosen() -> Vec<Case> {
    let file = |case: &Case| case.name().split("::").next().unwrap_or_default();
    cases::all().into_iter().filter(|case| FILES.contains(&file(case))).collect()
}
