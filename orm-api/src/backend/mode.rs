//! Phases, boundaries, and the two together.

use crate::error::{Error, ErrorKind, Result};
use std::{fmt, str::FromStr};

/// A phase of the migration: how the backend in use runs its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// All calls block: diesel connections in an r2d2 pool. `.await` runs in place.
    Sync,
    /// The bridge: a blocking backend on threads of Segue's own.
    Threaded,
    /// Async all the way down: sqlx.
    Native,
}

/// Where the bridge's thread boundary lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Boundary {
    /// Around the whole operation: one hop for each.
    #[default]
    Operation,
    /// Around the driver: one hop for each call of it.
    Driver,
}

/// A phase, and the boundary that counts in [`Phase::Threaded`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// [`Phase::Sync`].
    Sync,
    /// [`Phase::Threaded`] with its boundary.
    Threaded(Boundary),
    /// [`Phase::Native`].
    Native,
}

impl Mode {
    /// All four.
    pub const ALL: [Mode; 4] =
        [Mode::Sync, Mode::Threaded(Boundary::Operation), Mode::Threaded(Boundary::Driver), Mode::Native];

    /// The phase.
    pub const fn phase(self) -> Phase {
        match self {
            Mode::Sync => Phase::Sync,
            Mode::Threaded(_) => Phase::Threaded,
            Mode::Native => Phase::Native,
        }
    }

    /// The mode's name: `sync`, `threaded/operation`, `threaded/driver` or `native`.
    pub const fn name(self) -> &'static str {
        match self {
            Mode::Sync => "sync",
            Mode::Threaded(Boundary::Operation) => "threaded/operation",
            Mode::Threaded(Boundary::Driver) => "threaded/driver",
            Mode::Native => "native",
        }
    }
}

impl Phase {
    /// The phase's name: `sync`, `threaded` or `native`.
    pub const fn name(self) -> &'static str {
        match self {
            Phase::Sync => "sync",
            Phase::Threaded => "threaded",
            Phase::Native => "native",
        }
    }

    /// The mode with that boundary, which only [`Phase::Threaded`] looks at.
    pub const fn at(self, boundary: Boundary) -> Mode {
        match self {
            Phase::Sync => Mode::Sync,
            Phase::Threaded => Mode::Threaded(boundary),
            Phase::Native => Mode::Native,
        }
    }
}

impl From<Phase> for Mode {
    /// [`Phase::Threaded`] stands for the boundary `operation`.
    fn from(phase: Phase) -> Self {
        phase.at(Boundary::default())
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for Boundary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Boundary::Operation => "operation",
            Boundary::Driver => "driver",
        })
    }
}

impl FromStr for Phase {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let all = [Phase::Sync, Phase::Threaded, Phase::Native];
        all.into_iter().find(|phase| phase.name() == name).ok_or_else(|| {
            let message = format!("`{name}` is no phase; use `sync`, `threaded` or `native`");
            Error::new(ErrorKind::Configuration, message)
        })
    }
}

impl FromStr for Boundary {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "operation" => Ok(Boundary::Operation),
            "driver" => Ok(Boundary::Driver),
            _ => {
                let message = format!("`{name}` is no boundary; use `operation` or `driver`");
                Err(Error::new(ErrorKind::Configuration, message))
            }
        }
    }
}
