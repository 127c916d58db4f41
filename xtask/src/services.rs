//! `cargo xtask services`: the database servers that the tests share.

use crate::Outcome;
use ::services::{Engine, Problem, Server, Status, down, status, up};
use clap::{Args, Subcommand};
use std::time::Instant;

/// Options of `services`.
#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Starts them, or finds them running; they stay until `down`
    Up(Which),
    /// Stops them; their data stays
    Down(Which),
    /// Says which run, and where
    Status(Which),
}

#[derive(Args)]
struct Which {
    /// `postgres`, `mariadb`; all without one
    engines: Vec<Engine>,
}

impl Which {
    fn engines(&self) -> Vec<Engine> {
        if self.engines.is_empty() { Engine::all().to_vec() } else { self.engines.clone() }
    }
}

/// Starts, stops or looks, and prints a table.
///
/// # Errors
/// Where it fails with one of them; what can be done with the others is done.
pub(crate) fn run(options: &Options) -> Outcome {
    match &options.action {
        Action::Up(which) => table(which, |engine| up(engine).map(|server| Line::of("up", server))),
        Action::Down(which) => table(which, stopped),
        Action::Status(which) => table(which, seen),
    }
}

fn table(which: &Which, act: impl Fn(Engine) -> Result<Line, Problem>) -> Outcome {
    println!("{}", HEAD.map(padded).join("  ").trim_end());
    let mut problems = Vec::new();
    for engine in which.engines() {
        let began = Instant::now();
        match act(engine) {
            Ok(line) => line.print(engine, began),
            Err(problem) => {
                Line { condition: "failed", server: None }.print(engine, began);
                problems.push(problem.to_string());
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n\n").into()) }
}

fn stopped(engine: Engine) -> Result<Line, Problem> {
    let condition = if down(engine)? { "stopped" } else { "did not run" };
    Ok(Line { condition, server: None })
}

fn seen(engine: Engine) -> Result<Line, Problem> {
    match status(engine) {
        Status::Running(server) => Ok(Line::of("up", server)),
        Status::Silent(server) => Ok(Line::of("silent", server)),
        Status::Stopped => Ok(Line { condition: "down", server: None }),
        Status::Unavailable(problem) => Err(problem),
    }
}

/// The columns: their names, and how wide they are at the least.
const HEAD: [(&str, usize); 7] =
    [("server", 10), ("is", 11), ("version", 8), ("port", 5), ("took", 7), ("url", 50), ("log", 0)];

/// What is said of one server.
struct Line {
    condition: &'static str,
    server: Option<Server>,
}

impl Line {
    fn of(condition: &'static str, server: Server) -> Self {
        Line { condition, server: Some(server) }
    }

    fn print(&self, engine: Engine, began: Instant) {
        let of = |field: fn(&Server) -> String| self.server.as_ref().map(field).unwrap_or_default();
        let cells = [
            engine.to_string(),
            self.condition.to_owned(),
            of(|server| server.version.clone()),
            of(|server| server.port.to_string()),
            format!("{:.2} s", began.elapsed().as_secs_f64()),
            of(|server| server.url.clone()),
            of(|server| server.log.display().to_string()),
        ];
        let cells: Vec<String> =
            cells.iter().zip(HEAD).map(|(cell, (_, width))| padded((cell, width))).collect();
        println!("{}", cells.join("  ").trim_end());
    }
}

fn padded((text, width): (&str, usize)) -> String {
    format!("{text:width$}")
}
