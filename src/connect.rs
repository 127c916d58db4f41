//! Opening a database.

use crate::{
    config::{Chosen, Config},
    memory,
    opener::{CompiledIn, MODES, not_compiled_in},
};
use orm_api::{
    Error, ErrorKind, Result,
    backend::{Boundary, Mode, Phase, Settings},
    db::{Database, DatabaseOptions},
    op::{Op, Policy},
};
use std::{sync::Arc, time::Duration};

/// How a [`Database`] is opened. In the prelude, so that `Database::connect(..)` can be written.
pub trait Connect {
    /// Opens the database at `url`: `sqlite:FILE`, `sqlite::memory:`, `postgres://USER:PASSWORD@HOST:PORT/DATABASE` or
    /// `mysql://..`. Phase, pool and time-outs come from the environment,
    /// from `segue.toml`, or are the defaults.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] for a URL, key or value that cannot be used, naming it and what would work;
    /// [`ErrorKind::Connect`] where the database cannot be reached.
    #[track_caller]
    fn connect(url: &str) -> Op<Database> {
        Self::builder(url).connect()
    }

    /// Opens the database that `segue.toml` or the environment calls `name`; without further ado it is `default`.
    ///
    /// # Errors
    /// As [`connect`](Connect::connect), and [`ErrorKind::Configuration`] where nothing of that name is configured.
    #[track_caller]
    fn named(name: &str) -> Op<Database> {
        match Config::load().and_then(|config| config.choose(name)) {
            Ok(chosen) => open(chosen, None, Preferences::default()),
            Err(error) => Op::failed(error),
        }
    }

    /// A database at `url`, with choices that hold where neither the environment nor `segue.toml` says otherwise.
    fn builder(url: &str) -> Builder {
        Builder { url: url.to_owned(), configured: true, preferences: Preferences::default() }
    }
}

impl Connect for Database {}

/// Choices for a database, made in code. The environment and `segue.toml` come before them.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `connect` is awaited or waited for"]
pub struct Builder {
    url: String,
    configured: bool,
    preferences: Preferences,
}

#[derive(Clone, Debug, Default)]
struct Preferences {
    phase: Option<Phase>,
    boundary: Option<Boundary>,
    blocking: Option<Policy>,
    outside_transaction: Option<Policy>,
    switch_deadline: Option<Duration>,
    settings: Vec<Change>,
}

/// A change to the settings that every backend is opened with.
#[derive(Clone)]
struct Change(Arc<dyn Fn(&mut Settings) + Send + Sync>);

impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Change")
    }
}

impl Builder {
    /// The phase, and with [`Phase::at`] the boundary.
    pub fn phase(mut self, mode: impl Into<Mode>) -> Self {
        let mode = mode.into();
        self.preferences.phase = Some(mode.phase());
        if let Mode::Threaded(boundary) = mode {
            self.preferences.boundary = Some(boundary);
        }
        self
    }

    /// The most connections.
    pub fn max_connections(self, connections: usize) -> Self {
        self.settings(move |settings| settings.pool.max_connections = connections)
    }

    /// How many connections stay open.
    pub fn min_connections(self, connections: usize) -> Self {
        self.settings(move |settings| settings.pool.min_connections = connections)
    }

    /// Any other setting, in the one record that all phases share.
    pub fn settings(mut self, change: impl Fn(&mut Settings) + Send + Sync + 'static) -> Self {
        self.preferences.settings.push(Change(Arc::new(change)));
        self
    }

    /// What happens to a `.wait()` inside an async task.
    pub fn blocking_in_async(mut self, policy: Policy) -> Self {
        self.preferences.blocking = Some(policy);
        self
    }

    /// What happens to an operation on the handle inside a transaction of the same database, which would run outside of it.
    pub fn outside_transaction(mut self, policy: Policy) -> Self {
        self.preferences.outside_transaction = Some(policy);
        self
    }

    /// How long a switch waits for what runs on the old backend.
    pub fn switch_deadline(mut self, deadline: Duration) -> Self {
        self.preferences.switch_deadline = Some(deadline);
        self
    }

    /// Looks at neither the environment nor `segue.toml`: for tests, and for tools that are told everything.
    pub fn unconfigured(mut self) -> Self {
        self.configured = false;
        self
    }

    /// Opens the database.
    ///
    /// # Errors
    /// As [`Connect::connect`].
    #[track_caller]
    pub fn connect(self) -> Op<Database> {
        let chosen = match self.configured {
            true => Config::load().map(|config| config.default_choice()),
            false => Ok(Chosen::default()),
        };
        match chosen {
            Ok(chosen) => open(chosen, Some(self.url), self.preferences),
            Err(error) => Op::failed(error),
        }
    }
}

#[track_caller]
fn open(chosen: Chosen, url: Option<String>, preferences: Preferences) -> Op<Database> {
    match prepare(chosen, url, preferences) {
        Ok((mode, options)) => Database::open(Arc::new(CompiledIn), mode, options),
        Err(error) => Op::failed(error),
    }
}

/// What the configuration chose, or else the builder, or else the defaults.
fn prepare(chosen: Chosen, url: Option<String>, preferences: Preferences) -> Result<(Mode, DatabaseOptions)> {
    let mode = mode(&chosen, &preferences)?;
    let missing = || Error::new(ErrorKind::Configuration, "`url` is missing; write `url = \"sqlite:FILE\"`");
    let mut settings = Settings::new(&url.or(chosen.url.clone()).ok_or_else(missing)?)?;
    for Change(change) in &preferences.settings {
        change(&mut settings);
    }
    chosen.apply(&mut settings);
    check(&settings)?;
    let file = memory::give_file(&mut settings)?;
    let mut options = DatabaseOptions::new(settings);
    options.blocking = chosen.blocking.or(preferences.blocking).unwrap_or_default();
    options.outside_transaction =
        chosen.outside_transaction.or(preferences.outside_transaction).unwrap_or_default();
    options.switch_deadline =
        chosen.switch_deadline.or(preferences.switch_deadline).unwrap_or(options.switch_deadline);
    options.keep = file.map(|file| Box::new(file) as _);
    Ok((mode, options))
}

fn mode(chosen: &Chosen, preferences: &Preferences) -> Result<Mode> {
    let boundary = chosen.boundary.or(preferences.boundary).unwrap_or_default();
    let Some(phase) = chosen.phase.or(preferences.phase) else {
        return MODES.iter().map(|mode| mode.phase().at(boundary)).next().ok_or_else(|| {
            let message =
                "no phase is compiled in; add `sync`, `threaded` or `native` to the features of `segue`";
            Error::new(ErrorKind::Configuration, message)
        });
    };
    let mode = phase.at(boundary);
    if MODES.contains(&mode) { Ok(mode) } else { Err(not_compiled_in(mode)) }
}

fn check(settings: &Settings) -> Result<()> {
    let (min, max) = (settings.pool.min_connections, settings.pool.max_connections);
    let message = match max {
        0 => "`pool.max_connections` is 0, with which no statement could ever run; use 1 or more".to_owned(),
        max if max < min => {
            format!("`pool.min_connections` is {min}, more than `pool.max_connections`, {max}; lower it")
        }
        _ => return Ok(()),
    };
    Err(Error::new(ErrorKind::Configuration, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A minimum above the maximum is refused by both names.
    #[test]
    fn the_minimum_is_at_most_the_maximum() {
        let mut settings = Settings::new("sqlite::memory:").unwrap();
        settings.pool.min_connections = settings.pool.max_connections;
        check(&settings).unwrap();
        settings.pool.min_connections += 1;
        let error = check(&settings).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("`pool.min_connections` is 9"), "{error}");
    }
}
