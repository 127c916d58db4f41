//! `cargo xtask conformance`: the suite that every backend is put through, as a matrix.

mod explain;
mod hostile;
mod matrix;
mod page;

use crate::{
    Outcome, libraries,
    workspace::{self, shell},
};
use clap::Args;
use matrix::Matrix;
use std::{
    io::{BufRead, BufReader, IsTerminal, Write},
    process::{Command, Stdio},
};
use xshell::cmd;

/// Options of `conformance`.
#[derive(Args)]
pub(crate) struct Options {
    /// Prints what is known of one divergence between the drivers, such as `D-44`, and runs nothing
    #[arg(long, value_name = "ID")]
    explain: Option<String>,
    /// Runs in another time zone, with a pool of one, on servers that speak German and default to what the sessions must not have
    #[arg(long)]
    hostile: bool,
    /// A part of the names of the cases to run, and options of the runner, such as `--list`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs the suite, prints how each database and mode did, and writes it as a page.
///
/// # Errors
/// Where a case fails; an id that is none.
pub(crate) fn run(options: &Options) -> Outcome {
    match &options.explain {
        Some(id) => explain::print(id),
        None => suite(options),
    }
}

fn suite(options: &Options) -> Outcome {
    let (shell, features) = (shell()?, libraries::features());
    let wanted = &features;
    workspace::run(cmd!(shell, "cargo test --package segue-tests --test conformance {wanted...} --no-run"))?;
    let mut command = Command::new("cargo");
    command.args(["test", "--quiet", "--package", "segue-tests", "--test", "conformance"]).args(wanted);
    command.arg("--").arg("--color=never").args(&options.arguments);
    command.current_dir(workspace::root()).stdout(Stdio::piped());
    let surroundings = if options.hostile { Some(hostile::Surroundings::start()?) } else { None };
    surroundings.iter().for_each(|surroundings| surroundings.around(&mut command));
    eprintln!("$ {command:?}");
    let mut child = command.spawn()?;
    let output = child.stdout.take().ok_or("the test program has no output")?;
    let matrix = watch(BufReader::new(output))?;
    let passed = child.wait()?.success();
    if !matrix.is_empty() {
        println!("{matrix}");
        let file = workspace::root().join("target/conformance.html");
        std::fs::write(&file, page::of(&matrix))?;
        println!("the same as a page: {}", file.display());
    }
    if passed { Ok(()) } else { Err("the suite failed; what failed is listed above".into()) }
}

/// Counts what has ended, says so from time to time, and hands on everything that is no verdict.
fn watch(output: impl BufRead) -> std::io::Result<Matrix> {
    let mut matrix = Matrix::default();
    let shows = std::io::stderr().is_terminal();
    for line in output.lines() {
        let line = line?;
        if !matrix.take(&line) {
            println!("{line}");
        } else if shows && matrix.ended() % 50 == 0 {
            eprint!("\r{} trials have ended, {} failed ", matrix.ended(), matrix.failed());
            std::io::stderr().flush()?;
        }
    }
    if shows {
        eprintln!();
    }
    Ok(matrix)
}
