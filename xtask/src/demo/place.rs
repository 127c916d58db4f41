//! Where the demonstration works: in a file of its own, or in a database of its own on a server.

use super::{Failure, Options};
use segue::{Database, prelude::*};
use std::{path::Path, process, time::Duration};
use tempfile::TempDir;

/// A database that nobody else uses.
pub(super) enum Place {
    /// A file, deleted when this is dropped.
    File { _folder: TempDir, url: String },
    /// A database on a server.
    Server { server: String, name: String, url: String },
}

impl Place {
    /// Makes one where the options say.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub(super) async fn make(options: &Options) -> Result<Self, Failure> {
        match &options.url {
            None => Ok(Self::file(options.data.as_deref())?),
            Some(server) => Self::server(server).await,
        }
    }

    fn file(data: Option<&Path>) -> Result<Self, Failure> {
        let folder = tempfile::Builder::new().prefix("segue-demo-").tempdir()?;
        let file = folder.path().join("demo.db");
        if let Some(data) = data {
            copy(data, &file)?;
        }
        let url = format!("sqlite:{}", file.display());
        Ok(Place::File { _folder: folder, url })
    }

    async fn server(server: &str) -> Result<Self, Failure> {
        let name = format!("segue_demo_{}", process::id());
        administer(server, &format!("CREATE DATABASE {name}")).await?;
        let (address, query) = server.split_once('?').unwrap_or((server, ""));
        let address = address.rsplit_once('/').map_or(address, |(address, _)| address);
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        println!("works in the database `{name}`, which is dropped at the end");
        Ok(Place::Server { server: server.to_owned(), url: format!("{address}/{name}{query}"), name })
    }

    /// What a database is opened with.
    pub(super) fn url(&self) -> &str {
        match self {
            Place::File { url, .. } | Place::Server { url, .. } => url,
        }
    }

    /// Drops what a server holds.
    ///
    /// # Errors
    /// The server's.
    pub(super) async fn remove(self) -> Result<(), Failure> {
        match self {
            Place::File { .. } => Ok(()),
            Place::Server { server, name, .. } => {
                administer(&server, &format!("DROP DATABASE IF EXISTS {name}")).await
            }
        }
    }
}

/// One statement, on the database that the user named.
async fn administer(server: &str, sql: &str) -> Result<(), Failure> {
    let db = Database::builder(server).unconfigured().max_connections(1).connect().await?;
    raw(sql).execute(&db).await?;
    db.close(Duration::from_secs(10)).await?;
    Ok(())
}

fn copy(data: &Path, file: &Path) -> Result<(), String> {
    let what = |error| format!("`{}` cannot be copied: {error}; name a Chinook database", data.display());
    std::fs::copy(data, file).map(drop).map_err(what)
}
