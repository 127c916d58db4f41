//! Where a fresh database is.

use super::{Neutral, emptied::Kept, failed, servers};
use crate::models;
use orm_api::{
    backend::{Location, Settings},
    compile,
};
use segue::{Engine, Result};
use std::{fs, path::Path, sync::OnceLock};
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
            engine => Self::server(engine),
        }
    }

    /// A SQLite file with all tables.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn sqlite() -> Result<Self> {
        let directory = directory()?;
        let path = directory.path().join(FILE);
        fs::write(&path, template()?).map_err(failed)?;
        let mut settings = Settings::new("sqlite::memory:")?;
        settings.location = Location::Sqlite { path, create: true, read_only: false };
        let url = settings.location.to_string();
        Ok(Place { settings, url, directory, server: None })
    }

    fn server(engine: Engine) -> Result<Self> {
        let server = servers::server(engine).map_err(failed)?;
        let kept = server.lend()?;
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
