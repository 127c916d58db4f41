//! Where Chinook is: the file that is copied, and the databases that it is copied to.

use crate::{
    Options, Place, Setup,
    setup::{Face, Neutral},
};
use segue::{Database, Engine, Mode, Result};
use std::{
    env,
    path::{Path, PathBuf},
};

/// Where the file is, if the environment does not say it.
const USUAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/chinook/chinook.sqlite");

/// The variable that names another file.
const VARIABLE: &str = "SEGUE_TEST_CHINOOK";

/// Chinook's file.
///
/// # Errors
/// Where it is not there: a sentence that says how to have it.
pub(super) fn file() -> Result<PathBuf, String> {
    let path = env::var_os(VARIABLE).map_or_else(|| PathBuf::from(USUAL), PathBuf::from);
    match path.is_file() {
        true => Ok(path),
        false => Err(format!("no Chinook database at {}; set {VARIABLE} to where it is", path.display())),
    }
}

/// A database with Chinook in it, or to have it.
pub(super) struct Site {
    /// What messages call it.
    pub(super) name: &'static str,
    /// Its database.
    pub(super) engine: Engine,
    place: Place,
}

impl Site {
    /// A copy of the file: it may lie where nothing can be written, and SQLite writes even to read.
    ///
    /// # Errors
    /// Where it cannot be copied.
    pub(super) fn source(file: &Path) -> Result<Self> {
        Ok(Site { name: "the source", engine: Engine::Sqlite, place: Place::holding(file)? })
    }

    /// A database without any table.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub(super) fn bare(name: &'static str, engine: Engine) -> Result<Self> {
        Ok(Site { name, engine, place: Place::bare(engine)? })
    }

    /// Opens it.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn open(&self, mode: Mode, style: crate::Style) -> Result<Database> {
        style.run(Face { engine: self.engine, mode }.open(Options::new(self.place.settings()))).await
    }

    /// A reader and writer that knows nothing of Segue.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub(super) fn neutral(&self) -> Result<Neutral> {
        self.place.neutral()
    }
}

/// `sql`, whose names stand in double quotes as in the standard, with the quotes of `engine`'s. No text may hold one.
pub(super) fn quoted(engine: Engine, sql: &str) -> String {
    match engine {
        Engine::MySql => sql.replace('"', "`"),
        Engine::Sqlite | Engine::Postgres => sql.to_owned(),
    }
}
