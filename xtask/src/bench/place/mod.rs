//! Where the benchmark works: in files of its own, or in databases of its own on a server.

mod data;
mod server;

use kit::{Engine, Failure, Seat};
use server::Administered;
use std::path::PathBuf;
use tempfile::TempDir;

/// How many connections a pool has.
const CONNECTIONS: usize = 8;

/// A database that the user chose.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// Of what kind.
    pub(super) engine: Engine,
    /// Where, if not on a server that is started for it.
    pub(super) url: Option<String>,
}

/// Where seats are made. Everything is gone when this is.
pub(super) enum Place {
    /// In a folder, which holds a file to be copied.
    Files { folder: TempDir, original: PathBuf },
    /// On a server.
    Server(Box<Administered>),
}

impl Place {
    /// Makes the rows once.
    ///
    /// # Errors
    /// The database's; where no server can be started.
    pub(super) fn make(choice: &Choice) -> Result<Self, Failure> {
        if choice.engine != Engine::Sqlite {
            return Ok(Place::Server(Box::new(Administered::of(choice)?)));
        }
        let folder = match choice.url.as_deref().and_then(|url| url.strip_prefix("sqlite:")) {
            // Beside the file that the user named, for its disk; the file itself is not touched.
            Some(file) => tempfile::Builder::new().prefix("segue-bench-").tempdir_in(parent(file))?,
            None => tempfile::Builder::new().prefix("segue-bench-").tempdir()?,
        };
        let original = folder.path().join("original.db");
        data::fill(&format!("sqlite:{}", original.display()))?;
        Ok(Place::Files { folder, original })
    }

    /// What the database says that it is.
    ///
    /// # Errors
    /// The database's.
    pub(super) fn version(&self) -> Result<String, Failure> {
        match self {
            Place::Files { original, .. } => data::version(&format!("sqlite:{}", original.display())),
            Place::Server(server) => data::version(server.url()),
        }
    }

    /// The same rows for one more contender.
    ///
    /// # Errors
    /// Where they cannot be copied.
    pub(super) fn seat(&mut self, engine: Engine) -> Result<Seat, Failure> {
        let url = match self {
            Place::Files { folder, original } => {
                let number = std::fs::read_dir(folder.path())?.count();
                let copy = folder.path().join(format!("{number}.db"));
                std::fs::copy(original, &copy)?;
                format!("sqlite:{}", copy.display())
            }
            Place::Server(server) => server.copy()?,
        };
        Ok(Seat { engine, session: session(engine, &url)?, url, connections: CONNECTIONS })
    }
}

fn parent(file: &str) -> PathBuf {
    let parent = std::path::Path::new(file).parent().filter(|parent| parent.exists());
    parent.map_or_else(|| PathBuf::from("."), PathBuf::from)
}

/// What Segue sets its sessions to, as far as it costs anything.
fn session(engine: Engine, url: &str) -> Result<String, Failure> {
    Ok(match engine {
        Engine::Sqlite => segue::Settings::new(url)?.sqlite_session(),
        Engine::Postgres => "SET TIME ZONE 'UTC'".into(),
        Engine::Mysql => "SET time_zone = '+00:00'".into(),
    })
}
