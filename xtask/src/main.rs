//! `cargo xtask`: every chore of the repository, in plain Rust. Each command that it runs is printed first.

#[cfg(feature = "measure")]
mod bench;
mod ci;
mod compile_times;
mod conformance;
#[cfg(feature = "measure")]
mod demo;
#[cfg(any(feature = "measure", feature = "torture"))]
mod dice;
#[cfg(feature = "measure")]
mod doctor;
mod libraries;
#[cfg(any(feature = "measure", feature = "torture"))]
mod numbers;
mod release;
mod services;
mod test;
mod tidy;
#[cfg(feature = "torture")]
mod torture;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// What a command gives back: an error is printed, and the exit code is 1.
type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Every chore of the repository", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Runs a shop from 64 async clients through all phases and back, and compares the answers
    Demo(release::Measured),
    /// Measures Segue beside rusqlite, diesel and sqlx by hand
    Bench(release::Measured),
    /// Compares the sessions of all phases on a database, and looks for what is known to be bad
    Doctor(release::Measured),
    /// Lets a bank work while servers are killed and networks cut, and looks for what is lost
    Torture(release::Measured),
    /// Measures what Segue, and each model, adds to the time of a build
    CompileTimes(compile_times::Options),
    /// Runs all tests
    Test(test::Options),
    /// Runs the conformance suite
    Conformance(conformance::Options),
    /// Checks formatting, lints, documentation, feature combinations, licences and the house style
    Tidy(tidy::Options),
    /// Starts and stops the database servers that the tests share
    Services(services::Options),
    /// Runs `test`, then `tidy`
    Ci,
}

fn main() -> ExitCode {
    let result = match Cli::parse().chore {
        Chore::Demo(measured) => release::demo(measured),
        Chore::Bench(measured) => release::bench(measured),
        Chore::Doctor(measured) => release::doctor(measured),
        Chore::Torture(measured) => release::torture(measured),
        Chore::CompileTimes(options) => compile_times::run(&options),
        Chore::Test(options) => test::run(&options),
        Chore::Conformance(options) => conformance::run(&options),
        Chore::Tidy(options) => tidy::run(&options),
        Chore::Services(options) => services::run(&options),
        Chore::Ci => ci::run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
