//! Reading the environment and `segue.toml`.

use super::{
    environment,
    file::{Choice, DatabaseTable, Document},
};
use figment::{
    Figment,
    providers::{Format, Toml},
};
use orm_api::{Error, ErrorKind, Result};

/// What `segue.toml` and the environment say.
#[derive(Clone, Debug, Default)]
pub struct Config(Document);

impl Config {
    /// Reads the environment, and the file that `SEGUE_CONFIG` names: without it `segue.toml` in the working directory
    /// or one above it, where there is one.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] for an unknown key or a value that cannot be used, naming the key, the value, where it
    /// stands and what would work.
    pub fn load() -> Result<Self> {
        let file = match std::env::var("SEGUE_CONFIG") {
            Ok(path) => {
                exists(&path)?;
                Toml::file_exact(path)
            }
            Err(_) => Toml::file("segue.toml"),
        };
        Self::read(Figment::new().merge(file), std::env::vars())
    }

    /// Reads `toml` and `environment` instead.
    ///
    /// # Errors
    /// As [`load`](Config::load).
    pub fn from_parts(toml: &str, environment: impl IntoIterator<Item = (String, String)>) -> Result<Self> {
        Self::read(Figment::new().merge(Toml::string(toml)), environment)
    }

    fn read(figment: Figment, environment: impl IntoIterator<Item = (String, String)>) -> Result<Self> {
        let figment = environment::merge(figment, environment)?;
        figment.extract().map(Config).map_err(|error| {
            let message = format!("the configuration cannot be used: {error}");
            Error::new(ErrorKind::Configuration, message)
        })
    }

    /// The names of the configured databases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.databases.keys().map(String::as_str)
    }

    /// What is said of the database `name`.
    pub(crate) fn choose(&self, name: &str) -> Result<Choice> {
        let table = self.0.databases.get(name).ok_or_else(|| {
            let known = self.names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let known =
                if known.is_empty() { "none is configured".to_owned() } else { format!("there is {known}") };
            let message = format!("no database `{name}` is configured: {known}; add `[databases.{name}]`");
            Error::new(ErrorKind::Configuration, message)
        })?;
        Ok(table.clone().into())
    }

    /// What is said of the database `default`, if anything.
    pub(crate) fn default_choice(&self) -> Choice {
        self.0.databases.get("default").cloned().unwrap_or_else(DatabaseTable::default).into()
    }
}

/// A file that was named must be there; without a name there need not be one.
fn exists(path: &str) -> Result<()> {
    std::fs::metadata(path).map(drop).map_err(|error| {
        let message = format!("`SEGUE_CONFIG` names `{path}`, which cannot be read: {error}");
        Error::new(ErrorKind::Configuration, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use orm_api::backend::{Boundary, Phase};

    fn refused(toml: &str, environment: &[(&str, &str)]) -> String {
        let environment = environment.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let error = Config::from_parts(toml, environment).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        error.to_string()
    }

    /// The environment comes before the file, key by key.
    #[test]
    fn the_environment_comes_first() {
        let toml = "[databases.default]\nphase = 'native'\nboundary = 'driver'";
        let environment = [("SEGUE_PHASE".to_owned(), "threaded".to_owned())];
        let chosen = Config::from_parts(toml, environment).unwrap().default_choice().preferences;
        assert_eq!((chosen.phase, chosen.boundary), (Some(Phase::Threaded), Some(Boundary::Driver)));
    }

    /// What the pool can be told, in each way of saying it.
    #[test]
    fn the_pool_is_told() {
        use orm_api::backend::{HealthCheck, Settings};
        let settings = |pool: &str, environment: &[(&str, &str)]| {
            let environment = environment.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
            let toml = format!("[databases.default.pool]\n{pool}");
            let mut settings = Settings::new("sqlite::memory:").unwrap();
            Config::from_parts(&toml, environment).unwrap().default_choice().preferences.apply(&mut settings);
            settings.pool
        };
        let said =
            "min_connections = 2\nhealth_check = '5s'\nsetup = ['SET a', 'SET b']\nwarn_after = 'never'";
        let pool = settings(said, &[]);
        assert_eq!((pool.min_connections, pool.warn_after), (2, None));
        assert_eq!(pool.health_check, HealthCheck::IdleFor(std::time::Duration::from_secs(5)));
        assert_eq!(pool.setup, ["SET a", "SET b"]);
        let pool = settings("health_check = 'always'", &[("SEGUE_DATABASES__DEFAULT__POOL__SETUP", "SET c")]);
        assert_eq!((pool.health_check, pool.setup), (HealthCheck::Always, vec!["SET c".to_owned()]));
        assert_eq!(settings("health_check = 'never'", &[]).health_check, HealthCheck::Never);
    }

    /// Several databases, each with settings of its own.
    #[test]
    fn databases_are_named() {
        let toml = "[databases.reports]\nurl = 'sqlite:r.db'\n[databases.reports.pool]\nidle_timeout = '90s'";
        let config = Config::from_parts(toml, []).unwrap();
        let chosen = config.choose("reports").unwrap();
        assert_eq!(chosen.url.as_deref(), Some("sqlite:r.db"));
        let message = config.choose("report").unwrap_err().to_string();
        assert!(message.contains("`report`") && message.contains("`reports`"), "{message}");
    }

    /// A mistake names its key, its value, and what would work.
    #[test]
    fn mistakes_are_explained() {
        let message = refused("[databases.default]\nphase = 'async'", &[]);
        assert!(
            message.contains("phase") && message.contains("`async`") && message.contains("`native`"),
            "{message}"
        );
        let message = refused("[databases.default]\nphse = 'native'", &[]);
        assert!(message.contains("phse") && message.contains("phase"), "{message}");
        let message = refused("[databases.default.pool]\nacquire_timeout = 'soon'", &[]);
        assert!(message.contains("acquire_timeout") && message.contains("soon"), "{message}");
        let message = refused("[databases.default.pool]\nhealth_check = 'sometimes'", &[]);
        assert!(message.contains("health_check") && message.contains("`always`"), "{message}");
        let message = refused("[databases.default.pool]\nsetup = 3", &[]);
        assert!(message.contains("setup") && message.contains("list"), "{message}");
        let message = refused("", &[("SEGUE_PHSE", "native")]);
        assert!(message.contains("SEGUE_PHSE") && message.contains("SEGUE_PHASE"), "{message}");
    }
}
