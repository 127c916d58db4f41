//! What is asked for on the command line.

use super::fault::Fault as Happening;
use clap::Parser;
use segue::{Engine, Mode};
use segue_tests::planted::Fault;
use std::{str::FromStr, time::Duration};

/// Options of `torture`.
#[derive(Parser)]
#[command(
    about = "Lets a bank work while everything around it breaks, and looks for what is lost or doubled"
)]
pub(crate) struct Options {
    /// On which database: `sqlite`, `postgres`, `mysql` or `all`; each server is one of its own, since it is killed
    #[arg(long, value_name = "DATABASE", default_value = "all")]
    pub(super) db: Databases,
    /// In which mode: `sync`, `threaded`, `threaded/driver` or `native`; `all` switches between them meanwhile
    #[arg(long, default_value = "all")]
    pub(super) mode: Modes,
    /// How long on each database
    #[arg(long = "for", value_name = "TIME", default_value = "60s", value_parser = humantime::parse_duration)]
    pub(super) lasting: Duration,
    /// Decides what the clients do and what happens to them; printed, and another in each run
    #[arg(long)]
    pub(super) seed: Option<u64>,
    /// How many clients there are
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub(super) clients: u64,
    /// Works with a fault in it, in the mode `sync`: `dirty-lease`, `unknown-retried`, `early-commit`. The run has to fail
    #[arg(long, value_name = "NAME")]
    pub(super) planted: Option<Planted>,
    /// The process in which the clients are was started with this
    #[arg(long, hide = true)]
    pub(super) crew: Option<String>,
}

/// The databases.
#[derive(Clone)]
pub(super) struct Databases {
    pub(super) engines: Vec<Engine>,
    /// Whether one that cannot be had is left out, and not an error.
    pub(super) optional: bool,
}

impl FromStr for Databases {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let all = [Engine::Sqlite, Engine::Postgres, Engine::MySql];
        if name == "all" {
            return Ok(Databases { engines: all.to_vec(), optional: true });
        }
        let unknown = || format!("`{name}` is no database; use `sqlite`, `postgres`, `mysql` or `all`");
        let engine = all.into_iter().find(|engine| engine.name() == name).ok_or_else(unknown)?;
        Ok(Databases { engines: vec![engine], optional: false })
    }
}

/// The modes between which is switched; of one, none is switched.
#[derive(Clone)]
pub(super) struct Modes(pub(super) Vec<Mode>);

impl FromStr for Modes {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "all" => Ok(Modes(Mode::ALL.to_vec())),
            name => mode(name).map(|mode| Modes(vec![mode])),
        }
    }
}

/// The mode with that name; `threaded` stands for `threaded/operation`.
///
/// # Errors
/// Where there is none.
pub(super) fn mode(name: &str) -> Result<Mode, String> {
    let unknown = || {
        format!(
            "`{name}` is no mode; use `sync`, `threaded`, `threaded/driver`, `native`, or `all` to switch"
        )
    };
    let name = if name == "threaded" { "threaded/operation" } else { name };
    Mode::ALL.into_iter().find(|mode| mode.name() == name).ok_or_else(unknown)
}

/// A fault that is in the backend, and that the run has to find.
#[derive(Clone, Copy)]
pub(super) struct Planted {
    pub(super) name: &'static str,
    pub(super) fault: Fault,
}

impl Planted {
    /// Whether it can be seen when that happens. A dirty lease takes no more than a client that goes away.
    pub(super) fn shows_by(self, happening: Happening) -> bool {
        match self.fault {
            Fault::AcknowledgesEarly => {
                matches!(happening, Happening::ServerKilled | Happening::ClientsKilled)
            }
            Fault::RetriesTheUnknown => happening == Happening::Reset,
            _ => false,
        }
    }
}

impl FromStr for Planted {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Fault::UNDER_FIRE.map(|(name, _)| format!("`{name}`")).join(", ");
        let found = Fault::UNDER_FIRE.into_iter().find(|(known, _)| *known == name);
        let (name, fault) = found.ok_or_else(|| format!("`{name}` is no planted fault; use {known}"))?;
        Ok(Planted { name, fault })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the command line knows, and what it does not.
    #[test]
    fn names_are_read() {
        assert_eq!("all".parse::<Databases>().unwrap().engines.len(), 3);
        assert_eq!("mysql".parse::<Databases>().unwrap().engines, [Engine::MySql]);
        assert!("oracle".parse::<Databases>().is_err());
        assert_eq!("all".parse::<Modes>().unwrap().0, Mode::ALL);
        assert_eq!("threaded".parse::<Modes>().unwrap().0, [Mode::ALL[1]]);
        assert_eq!("threaded/driver".parse::<Modes>().unwrap().0, [Mode::ALL[2]]);
        assert!("async".parse::<Modes>().is_err());
        assert_eq!("early-commit".parse::<Planted>().map(|planted| planted.name), Ok("early-commit"));
        assert!("late-commit".parse::<Planted>().is_err());
    }
}
