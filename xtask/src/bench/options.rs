//! What is measured, as the command line says.

use super::place::Choice;
use clap::Parser;
use kit::{Engine, Failure, Seat, Work};
use segue::{Boundary, Mode};
use std::path::PathBuf;

/// Options of `bench`.
#[derive(Parser)]
#[command(about = "Measures what each phase costs, beside the bare drivers, diesel and sqlx by hand")]
pub(crate) struct Options {
    /// Databases: `sqlite`, `postgres`, `mysql` on a server that is started for it, or URLs of your own
    #[arg(long, value_name = "DATABASE", value_delimiter = ',', default_value = "sqlite")]
    db: Vec<String>,
    /// Phases: `sync`, `threaded`, `threaded/driver`, `native`
    #[arg(long, value_delimiter = ',', default_value = "sync,threaded,native", value_parser = mode)]
    pub(super) phases: Vec<Mode>,
    /// Kinds of work, by their names in figures.toml, and `crowds`, `rate`, `memory`, `probes`; all without it
    #[arg(long, value_delimiter = ',', value_parser = part)]
    work: Vec<Part>,
    /// Also measures diesel-async, deadpool-diesel and SeaORM, which are built for it
    #[arg(long)]
    pub(super) peers: bool,
    /// Fewer and shorter rounds, and a wider spread
    #[arg(long)]
    pub(super) quick: bool,
    /// Where the report goes: a page that needs no network, with the raw samples beside it as JSON
    #[arg(long, value_name = "FILE.html", default_value = "target/bench/report.html")]
    pub(super) report: PathBuf,
    /// Compares with bench/figures.toml, and fails where a figure is not reached
    #[arg(long)]
    pub(super) check: bool,
    /// All on one core, servers too: what work costs, and steadier figures; without it, what an application sees
    #[arg(long)]
    pub(super) pinned: bool,
    /// Counts the instructions of each contender's process by callgrind instead of taking times, without what the server does:
    /// steady to a hundredth, or to a tenth where threads wait for each other
    #[arg(long, conflicts_with_all = ["check", "quick", "pinned", "report"])]
    pub(super) instructions: bool,
    #[arg(long, hide = true, requires = "seat")]
    serve: Option<String>,
    #[arg(long, hide = true)]
    seat: Option<String>,
}

/// A part of the benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A kind of work, turn by turn.
    Work(Work),
    /// Many tasks over one pool.
    Crowds,
    /// A fixed rate.
    Rate,
    /// What streams and waiting tasks need.
    Memory,
    /// What only Segue has.
    Probes,
}

const PARTS: [(&str, Part); 4] =
    [("crowds", Part::Crowds), ("rate", Part::Rate), ("memory", Part::Memory), ("probes", Part::Probes)];

impl Options {
    /// Whether the user wants that.
    pub(super) fn wants(&self, part: Part) -> bool {
        self.work.is_empty() || self.work.contains(&part)
    }

    /// The kinds of work.
    pub(super) fn works(&self) -> Vec<Work> {
        Work::ALL.into_iter().filter(|work| self.wants(Part::Work(*work))).collect()
    }

    /// The databases.
    ///
    /// # Errors
    /// For one that is none.
    pub(super) fn databases(&self) -> Result<Vec<Choice>, Failure> {
        let choice = |name: &String| {
            let engine = [Engine::Sqlite, Engine::Postgres, Engine::Mysql]
                .into_iter()
                .find(|engine| engine.name() == name)
                .map(|engine| Choice { engine, url: None });
            let url = || Some(Choice { engine: Engine::of(name)?, url: Some(name.clone()) });
            let unknown = || format!("`{name}` is no database; name `sqlite`, `postgres`, `mysql` or a URL");
            engine.or_else(url).ok_or_else(|| unknown().into())
        };
        self.db.iter().map(choice).collect()
    }

    /// The contender that this process is to be, and its seat.
    ///
    /// # Errors
    /// Where the seat cannot be read.
    pub(super) fn serves(&self) -> Result<Option<(&str, Seat)>, Failure> {
        let both = self.serve.as_deref().zip(self.seat.as_deref());
        Ok(both
            .map(|(name, seat)| Ok::<_, serde_json::Error>((name, serde_json::from_str(seat)?)))
            .transpose()?)
    }
}

fn mode(name: &str) -> Result<Mode, String> {
    let name = if name == "threaded" { Mode::Threaded(Boundary::Operation).name() } else { name };
    let unknown = || format!("`{name}` is no phase; name `sync`, `threaded`, `threaded/driver` or `native`");
    Mode::ALL.into_iter().find(|mode| mode.name() == name).ok_or_else(unknown)
}

fn part(name: &str) -> Result<Part, String> {
    let parts = PARTS.into_iter().chain(Work::ALL.map(|work| (work.key(), Part::Work(work))));
    let all: Vec<_> = parts.collect();
    let found = all.iter().find(|(known, _)| *known == name).map(|(_, part)| *part);
    found.ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|(known, _)| *known).collect();
        format!("`{name}` is no work; there are {}", names.join(", "))
    })
}
