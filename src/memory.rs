//! `sqlite::memory:` as a private file: two drivers cannot share SQLite's own, and a switch must keep the data.

use orm_api::{
    Error, ErrorKind, Result,
    backend::{Location, Settings},
};
use tempfile::TempDir;

/// Gives `settings` a private file where they say `:memory:`. The file is deleted with what is returned.
pub(crate) fn give_file(settings: &mut Settings) -> Result<Option<TempDir>> {
    if settings.location != Location::Memory {
        return Ok(None);
    }
    let directory = tempfile::Builder::new().prefix("segue-").tempdir().map_err(|error| {
        let message = "no private file for `sqlite::memory:` can be made in the temporary directory";
        Error::new(ErrorKind::Connect, message).with_source(error)
    })?;
    let path = directory.path().join("memory.db");
    settings.location = Location::Sqlite { path, create: true, read_only: false };
    Ok(Some(directory))
}
