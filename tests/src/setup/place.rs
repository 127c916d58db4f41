//! Where a fresh database is.

use super::{Neutral, emptied::Kept, failed, servers};
use crate::models;
use orm_api::{
    backend::{Location, Settings},
    compile,
};
use segue::{Engine, Result};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};
use tempfile::TempDir;

/// A fresh database, deleted when this is dropped.
pub struct Place {
    settings: Settings,
    url: String,
    directory: TempDir,
    /// The server, and the database there.
    server: Option<(&'static servers::Server, Kept)>,
}

impl Place {
    /// A database of `engine`'s, with all tables.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn on(engine: Engine) -> Result<Self> {
        match engine {
            Engine::Sqlite => Self::sqlite(),
            engine => Self::server(engine, servers::Server::lend),
        }
    }

    /// A database of `engine`'s without any table.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn bare(engine: Engine) -> Result<Self> {
        match engine {
            Engine::Sqlite => Self::file(|_| Ok(())),
            engine => Self::server(engine, servers::Server::lend_bare),
        }
    }

    /// A copy of the SQLite file `original`.
    ///
    /// # Errors
    /// Where it cannot be read, or the copy not be written.
    pub fn holding(original: &Path) -> Result<Self> {
        // Its content alone: the original may be one that nobody may write to, and a copy would be that too.
        Self::file(|path| fs::write(path, fs::read(original).map_err(failed)?).map_err(failed))
    }

    /// A SQLite file with all tables.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn sqlite() -> Result<Self> {
        Self::file(|path| fs::write(path, template()?).map_err(failed))
    }

    /// A SQLite file, which `make` makes if it is not to be empty.
    fn file(make: impl FnOnce(&Path) -> Result<()>) -> Result<Self> {
        let directory = directory()?;
        let path = directory.path().join(FILE);
        make(&path)?;
        let mut settings = Settings::new("sqlite::memory:")?;
        settings.location = Location::Sqlite { path, create: true, read_only: false };
        let url = settings.location.to_string();
        Ok(Place { settings, url, directory, server: None })
    }

    fn server(engine: Engine, lend: fn(&servers::Server) -> Result<Kept>) -> Result<Self> {
        let server = servers::server(engine).map_err(failed)?;
        let kept = lend(server)?;
        let mut settings = Settings::new("sqlite::memory:")?;
        settings.location = server.location_of(&kept.name)?;
        let url = server.url_of(&kept.name);
        Ok(Place { settings, url, directory: directory()?, server: Some((server, kept)) })
    }

    /// What a backend is opened with to use it.
    pub fn settings(&self) -> Settings {
        self.settings.clone()
    }

    /// The URL, with the password.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The name of the database on its server.
    pub fn database(&self) -> Option<&str> {
        self.server.as_ref().map(|(_, kept)| kept.name.as_str())
    }

    /// The certificate of the authority that signed the server's, where it has one that is known here.
    pub fn authority(&self) -> Option<PathBuf> {
        self.server.as_ref().and_then(|(server, _)| server.authority())
    }

    /// Whether the server speaks English to who has not asked it to.
    ///
    /// # Errors
    /// Where it cannot be asked.
    pub fn speaks_english(&self) -> Result<bool> {
        let language = match self.settings.location.engine() {
            Engine::Sqlite => return Ok(true),
            Engine::Postgres => "SHOW lc_messages",
            Engine::MySql => "SELECT @@global.lc_messages",
        };
        let language = self.neutral()?.value(language)?;
        Ok(language.starts_with("en") || language.starts_with('C') || language == "POSIX")
    }

    /// Where further files can be put.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// A reader and writer that knows nothing of Segue.
    ///
    /// # Errors
    /// Where the database cannot be opened.
    pub fn neutral(&self) -> Result<Neutral> {
        match &self.server {
            None => Neutral::open(&self.directory.path().join(FILE)),
            Some(_) => Neutral::connect(self.settings.location.engine(), &self.url),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((server, kept)) = self.server.take()
            && let Err(error) = server.take_back(kept)
        {
            eprintln!("a database is left behind: {error}");
        }
    }
}

const FILE: &str = "test.db";

fn directory() -> Result<TempDir> {
    tempfile::Builder::new().prefix("segue-tests-").tempdir().map_err(failed)
}

/// A file with all tables: made once, since it is the same for every case.
fn template() -> Result<&'static [u8]> {
    static TEMPLATE: OnceLock<Result<Vec<u8>>> = OnceLock::new();
    match TEMPLATE.get_or_init(make_template) {
        Ok(bytes) => Ok(bytes),
        Err(error) => Err(error.clone()),
    }
}

fn make_template() -> Result<Vec<u8>> {
    let directory = tempfile::tempdir().map_err(failed)?;
    let path = directory.path().join("template.db");
    let neutral = Neutral::open(&path)?;
    for statement in compile::create_tables(&models::all(), &compile::Sqlite)? {
        neutral.execute(&statement.text)?;
    }
    neutral.close()?;
    fs::read(&path).map_err(failed)
}
