//! Where a fresh database is.

use super::{Neutral, neutral};
use crate::models;
use orm_api::{
    backend::{Location, Settings},
    compile,
};
use segue::Result;
use std::{fs, sync::OnceLock};
use tempfile::TempDir;

/// A fresh database, deleted when this is dropped.
pub struct Place {
    settings: Settings,
    directory: TempDir,
}

impl Place {
    /// A SQLite file with all tables.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn sqlite() -> Result<Self> {
        let directory = tempfile::Builder::new().prefix("segue-tests-").tempdir().map_err(neutral::failed)?;
        let path = directory.path().join("test.db");
        fs::write(&path, template()?).map_err(neutral::failed)?;
        let mut settings = Settings::new("sqlite::memory:")?;
        settings.location = Location::Sqlite { path, create: true, read_only: false };
        Ok(Place { settings, directory })
    }

    /// What a backend is opened with to use it.
    pub fn settings(&self) -> Settings {
        self.settings.clone()
    }

    /// Where further files can be put.
    pub fn directory(&self) -> &std::path::Path {
        self.directory.path()
    }

    /// A reader and writer that knows nothing of Segue.
    ///
    /// # Errors
    /// Where the file cannot be opened.
    pub fn neutral(&self) -> Result<Neutral> {
        Neutral::open(&self.directory.path().join("test.db"))
    }
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
    let directory = tempfile::tempdir().map_err(neutral::failed)?;
    let path = directory.path().join("template.db");
    let neutral = Neutral::open(&path)?;
    for statement in compile::create_tables(&models::all(), &compile::Sqlite)? {
        neutral.execute(&statement.text)?;
    }
    neutral.close()?;
    fs::read(&path).map_err(neutral::failed)
}
