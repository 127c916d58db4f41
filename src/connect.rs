//! Opening a database.

#[cfg(feature = "config")]
use crate::Config;
use crate::{
    config, memory,
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
    /// [`ErrorKind::Configuration`] for a URL, key or value that cannot be used, naming it and what would work; without the feature
    /// `config`, where the environment or `segue.toml` says anything, which this build does not read;
    /// [`ErrorKind::Connect`] where the database cannot be reached.
    #[track_caller]
    fn connect(url: &str) -> Op<Database> {
        Self::builder(url).connect()
    }

    /// Opens the database that `segue.toml` or the environment calls `name`; without further ado it is `default`.
    ///
    /// # Errors
    /// As [`connect`](Connect::connect), and [`ErrorKind::Configuration`] where nothing of that name is configured. Needs the feature
    /// `config`.
    #[cfg(feature = "config")]
    #[track_caller]
    fn named(name: &str) -> Op<Database> {
        match Config::load().and_then(|config| config.choose(name)) {
            Ok(choice) => open(choice.url, choice.preferences, Preferences::default()),
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

/// What was chosen, in code or by the configuration; `None` where nothing was.
#[derive(Clone, Debug, Default)]
pub(crate) struct Preferences {
    pub(crate) phase: Option<Phase>,
    pub(crate) boundary: Option<Boundary>,
    pub(crate) blocking: Option<Policy>,
    pub(crate) outside_transaction: Option<Policy>,
    pub(crate) switch_deadline: Option<Duration>,
    pub(crate) settings: Vec<Change>,
}

impl Preferences {
    /// Changes the settings as they say.
    pub(crate) fn apply(&self, settings: &mut Settings) {
        self.settings.iter().for_each(|Change(change)| change(settings));
    }
}

/// A change to the settings that every backend is opened with.
#[derive(Clone)]
pub(crate) struct Change(Arc<dyn Fn(&mut Settings) + Send + Sync>);

impl Change {
    /// What `change` does.
    pub(crate) fn new(change: impl Fn(&mut Settings) + Send + Sync + 'static) -> Self {
        Change(Arc::new(change))
    }
}

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
        self.preferences.settings.push(Change::new(change));
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
        let configured = if self.configured { config::of_default() } else { Ok(Preferences::default()) };
        match configured {
            Ok(configured) => open(Some(self.url), configured, self.preferences),
            Err(error) => Op::failed(error),
        }
    }
}

#[track_caller]
fn open(url: Option<String>, configured: Preferences, in_code: Preferences) -> Op<Database> {
    match prepare(url, configured, in_code) {
        Ok((mode, options)) => Database::open(Arc::new(CompiledIn), mode, options),
        Err(error) => Op::failed(error),
    }
}

/// What the configuration chose, or else the builder, or else the defaults.
fn prepare(
    url: Option<String>,
    configured: Preferences,
    in_code: Preferences,
) -> Result<(Mode, DatabaseOptions)> {
    let mode = mode(&configured, &in_code)?;
    let missing = || Error::new(ErrorKind::Configuration, "`url` is missing; write `url = \"sqlite:FILE\"`");
    let mut settings = Settings::new(&url.ok_or_else(missing)?)?;
    in_code.apply(&mut settings);
    configured.apply(&mut settings);
    check(&settings)?;
    let file = memory::give_file(&mut settings)?;
    let mut options = DatabaseOptions::new(settings);
    options.blocking = configured.blocking.or(in_code.blocking).unwrap_or_default();
    options.outside_transaction =
        configured.outside_transaction.or(in_code.outside_transaction).unwrap_or_default();
    options.switch_deadline =
        configured.switch_deadline.or(in_code.switch_deadline).unwrap_or(options.switch_deadline);
    options.keep = file.map(|file| Box::new(file) as _);
    Ok((mode, options))
}

fn mode(configured: &Preferences, in_code: &Preferences) -> Result<Mode> {
    let boundary = configured.boundary.or(in_code.boundary).unwrap_or_default();
    let Some(phase) = configured.phase.or(in_code.phase) else {
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
