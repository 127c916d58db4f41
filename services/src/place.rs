//! The folder of one server.

use crate::{
    account::Account,
    home::short_hash,
    problem::{Attempt, Problem},
    system,
};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The longest path of a folder for sockets. A socket's whole path has at most 103 bytes on macOS, 107 on Linux, and
/// PostgreSQL appends `/.s.PGSQL.65535`.
const LONGEST_FOLDER: usize = 103 - 15;

/// Where a server has its data, socket, log and certificates. Beside them lie notes of a line each.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    folder: PathBuf,
}

impl Place {
    /// The place in a folder that exists.
    pub(crate) fn at(folder: PathBuf) -> Self {
        Place { folder }
    }

    /// Makes the folder for sockets anew: what a killed server left there may keep the next one from starting. Makes the
    /// one for temporary files as well.
    ///
    /// # Errors
    /// Where the operating system refuses.
    pub(crate) fn clear(&self, account: Option<&Account>) -> Result<(), Problem> {
        for folder in [self.sockets(), self.scratch()] {
            let making = || format!("cannot make {} anew", folder.display());
            remove(&folder)?;
            fs::create_dir_all(&folder).attempt(making)?;
            system::set_mode(&folder, 0o755).attempt(making)?;
            account.map_or(Ok(()), |account| account.owns(&folder))?;
        }
        Ok(())
    }

    /// Writes a file that only the server's account can read.
    ///
    /// # Errors
    /// Where the operating system refuses.
    pub(crate) fn hand_over(
        &self,
        path: &Path,
        content: &[u8],
        account: Option<&Account>,
    ) -> Result<(), Problem> {
        let writing = || format!("cannot write {}", path.display());
        fs::write(path, content).attempt(writing)?;
        system::set_mode(path, 0o600).attempt(writing)?;
        account.map_or(Ok(()), |account| account.owns(path))
    }

    /// Removes everything.
    ///
    /// # Errors
    /// Where the operating system refuses.
    pub(crate) fn remove(&self) -> Result<(), Problem> {
        remove(&self.sockets())?;
        remove(&self.folder)
    }

    /// Makes a note, which readers see whole or not at all.
    ///
    /// # Errors
    /// Where the operating system refuses.
    pub(crate) fn note(&self, name: &str, value: impl ToString) -> Result<(), Problem> {
        let (path, draft) = (self.folder.join(name), self.folder.join(format!("{name}.new")));
        let written = fs::write(&draft, value.to_string()).and_then(|()| fs::rename(&draft, &path));
        written.attempt(|| format!("cannot write {}", path.display()))
    }

    /// What a note says; `None` where there is none.
    pub(crate) fn noted(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.folder.join(name)).ok()
    }

    /// The folder itself.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The data directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The folder for sockets: elsewhere, if its path would be too long.
    pub(crate) fn sockets(&self) -> PathBuf {
        let inside = self.folder.join("socket");
        let short = |folder: &PathBuf| folder.as_os_str().len() <= LONGEST_FOLDER;
        let name = format!("segue-{:08x}", short_hash(&self.folder));
        let candidates = [inside, env::temp_dir().join(&name)];
        candidates.into_iter().find(short).unwrap_or_else(|| Path::new("/tmp").join(name))
    }

    /// The folder for temporary files.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.folder.join("scratch")
    }

    /// What the server writes.
    pub(crate) fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// The file that a server writes its number into, for those that keep none in the data directory.
    pub(crate) fn pid_file(&self) -> PathBuf {
        self.scratch().join("server.pid")
    }

    /// The folder for the certificate and its key; without TLS there is none.
    pub(crate) fn tls(&self) -> PathBuf {
        self.folder.join("tls")
    }
}

/// Removes a folder that need not exist.
///
/// # Errors
/// Where the operating system refuses.
pub(crate) fn remove(folder: &Path) -> Result<(), Problem> {
    match fs::remove_dir_all(folder) {
        Err(error) if folder.exists() => Err(error).attempt(|| format!("cannot remove {}", folder.display())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A socket's path fits, however deep the workspace lies.
    #[test]
    fn sockets_have_short_paths() {
        let near = Place::at(PathBuf::from("/a/target/services/postgres"));
        assert_eq!(near.sockets(), near.folder().join("socket"));
        let far = Place::at(Path::new("/a").join("b".repeat(100)));
        assert!(far.sockets().as_os_str().len() <= LONGEST_FOLDER, "{:?}", far.sockets());
        let other = Place::at(Path::new("/a").join("c".repeat(100)));
        assert_ne!(far.sockets(), other.sockets());
    }

    /// A note is read as it was written, and replaced.
    #[test]
    fn notes_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::at(folder.path().to_owned());
        assert_eq!(place.noted("port"), None);
        place.note("port", 20_000).unwrap();
        place.note("port", 20_001).unwrap();
        assert_eq!(place.noted("port").as_deref(), Some("20001"));
        place.remove().unwrap();
        place.remove().unwrap();
        assert!(!folder.path().exists());
    }
}
