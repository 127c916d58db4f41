//! Where the programs are.

use crate::{Engine, problem::Problem, run, system};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// Folders beside `PATH` in which systems keep servers.
const USUAL: [&str; 5] =
    ["/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin", "/opt/homebrew/sbin"];

/// Folders that exist once for each version (Debian, Fedora, Homebrew on its two processors): where, how their names
/// begin, and the folder inside.
const VERSIONED: [(&str, &str, &str); 4] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
];

/// The server's program, if everything that is needed is installed.
///
/// # Errors
/// Where something is missing; the message says what, and what to install.
pub fn find(engine: Engine) -> Result<PathBuf, Problem> {
    system::supported()?;
    match engine {
        Engine::Postgres => Search::installed().postgres().map(|found| found.server),
        Engine::MariaDb => Search::installed().mariadb().map(|found| found.server),
    }
}

/// PgBouncer's program.
///
/// # Errors
/// Where it is missing; the message says what to install.
pub fn find_pgbouncer() -> Result<PathBuf, Problem> {
    system::supported()?;
    Search::installed().pgbouncer()
}

/// A server's program, and the one that makes its data directory.
pub(crate) struct Found {
    /// The server's.
    pub(crate) server: PathBuf,
    /// The one that makes a data directory.
    pub(crate) initializer: PathBuf,
}

/// The folders to look into, the preferred ones first.
pub(crate) struct Search {
    folders: Vec<PathBuf>,
    /// What else PostgreSQL's own tool knows.
    last_resort: fn() -> Option<PathBuf>,
}

impl Search {
    /// `PATH`, and where systems keep servers.
    pub(crate) fn installed() -> Self {
        let path = env::var_os("PATH").unwrap_or_default();
        let versioned = VERSIONED.iter().flat_map(|(above, prefix, inside)| newest(above, prefix, inside));
        let folders = env::split_paths(&path).chain(versioned).chain(USUAL.map(PathBuf::from)).collect();
        Search { folders, last_resort: asked }
    }

    /// PostgreSQL's programs.
    ///
    /// # Errors
    /// Where one is missing.
    pub(crate) fn postgres(&self) -> Result<Found, Problem> {
        let missing = |program| missing("PostgreSQL", program, "postgresql");
        let asked = || Some((self.last_resort)()?.join("initdb")).filter(|path| path.is_file());
        let initializer = self.program("initdb").or_else(asked).ok_or_else(|| missing("initdb"))?;
        // Both of one version: the server that the link in `PATH`, if it is one, has beside its target.
        let initializer = initializer.canonicalize().unwrap_or(initializer);
        let server = initializer.with_file_name("postgres");
        if server.is_file() { Ok(Found { server, initializer }) } else { Err(missing("postgres")) }
    }

    /// MariaDB's programs.
    ///
    /// # Errors
    /// Where one is missing.
    pub(crate) fn mariadb(&self) -> Result<Found, Problem> {
        let find =
            |program| self.program(program).ok_or_else(|| missing("MariaDB", program, "mariadb-server"));
        Ok(Found { server: find("mariadbd")?, initializer: find("mariadb-install-db")? })
    }

    /// PgBouncer's program.
    ///
    /// # Errors
    /// Where it is missing.
    pub(crate) fn pgbouncer(&self) -> Result<PathBuf, Problem> {
        self.program("pgbouncer").ok_or_else(|| missing("PgBouncer", "pgbouncer", "pgbouncer"))
    }

    /// OpenSSL's program; without it there is no TLS.
    pub(crate) fn openssl(&self) -> Option<PathBuf> {
        self.program("openssl")
    }

    fn program(&self, name: &str) -> Option<PathBuf> {
        self.folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file())
    }
}

fn missing(product: &str, program: &str, package: &str) -> Problem {
    Problem::new(format!("{product}'s `{program}` is not installed; on Debian: apt-get install {package}"))
}

/// Folders of several versions, the newest first.
fn newest(above: &str, prefix: &str, inside: &str) -> Vec<PathBuf> {
    let names = fs::read_dir(above).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let mut versions: Vec<(f64, PathBuf)> = names
        .filter_map(|name| {
            let name = name.into_string().ok()?;
            let version = name.strip_prefix(prefix)?.parse().ok()?;
            Some((version, Path::new(above).join(name).join(inside)))
        })
        .collect();
    versions.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

/// Asks PostgreSQL's own tool, which belongs to what clients are built with.
fn asked() -> Option<PathBuf> {
    let folder = run::read(run::command("pg_config").arg("--bindir")).ok()?;
    Some(PathBuf::from(folder.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(folder: &Path) -> Search {
        Search { folders: vec![folder.to_owned()], last_resort: || None }
    }

    /// What is missing is named, with the package that brings it.
    #[test]
    fn a_missing_program_names_its_package() {
        let folder = tempfile::tempdir().unwrap();
        let search = within(folder.path());
        let message = search.postgres().err().unwrap().to_string();
        let expected = "PostgreSQL's `initdb` is not installed; on Debian: apt-get install postgresql";
        assert_eq!(message, expected);
        let message = search.mariadb().err().unwrap().to_string();
        assert_eq!(
            message,
            "MariaDB's `mariadbd` is not installed; on Debian: apt-get install mariadb-server"
        );
        let message = search.pgbouncer().err().unwrap().to_string();
        assert_eq!(message, "PgBouncer's `pgbouncer` is not installed; on Debian: apt-get install pgbouncer");
        assert_eq!(search.openssl(), None);
    }

    /// The server has to be beside the program that makes its data.
    #[test]
    fn half_an_installation_is_none() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("initdb"), "").unwrap();
        assert!(within(folder.path()).postgres().err().unwrap().to_string().contains("`postgres`"));
        fs::write(folder.path().join("postgres"), "").unwrap();
        assert!(within(folder.path()).postgres().unwrap().server.ends_with("postgres"));
        fs::write(folder.path().join("mariadbd"), "").unwrap();
        let message = within(folder.path()).mariadb().err().unwrap().to_string();
        assert!(message.contains("`mariadb-install-db`"), "{message}");
    }

    /// 15 is newer than 9.6, which text would have the other way round.
    #[test]
    fn the_newest_version_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["pg-9.6", "pg-15", "pg-14", "pg-", "other"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let found = newest(&folder.path().to_string_lossy(), "pg-", "bin");
        let expected = ["pg-15/bin", "pg-14/bin", "pg-9.6/bin"].map(|name| folder.path().join(name));
        assert_eq!(found, expected);
    }
}
