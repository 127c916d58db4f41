//! The folder under which everything is kept.

use crate::{
    Engine,
    account::{self, Account},
    place::Place,
    problem::{Attempt, Problem},
    system,
};
use std::{
    env,
    fs::{self, File},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

/// Where shared servers, throwaway ones, templates and certificates lie.
#[derive(Debug)]
pub(crate) struct Home {
    folder: PathBuf,
}

impl Home {
    /// The workspace's, for servers that run as `account`; for one that cannot get there a folder in the system's for
    /// temporary files.
    ///
    /// # Errors
    /// Where no folder can be made, or none be reached; where this is no Unix.
    pub(crate) fn of(account: Option<&Account>) -> Result<Self, Problem> {
        system::supported()?;
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let workspace = package.parent().unwrap_or(package);
        let temporary = format!("segue-services-{:08x}", short_hash(workspace));
        let candidates = [
            workspace.join("target").join("services"),
            env::temp_dir().join(&temporary),
            // The caller's folder for temporary files may be closed to others as well.
            Path::new("/tmp").join(&temporary),
        ];
        Home::first(&candidates, account)
    }

    /// The first that the account can get to.
    fn first(candidates: &[PathBuf], account: Option<&Account>) -> Result<Self, Problem> {
        for folder in candidates {
            let home = Home::at(folder)?;
            if account.is_none_or(|account| account.reaches(&home.folder)) {
                return Ok(home);
            }
        }
        let name = account.map_or("the server", |account| account.name);
        Err(Problem::new(format!("{name} can get to none of {candidates:?}; make one of them accessible")))
    }

    /// The one at `folder`, which is made.
    ///
    /// # Errors
    /// Where it cannot be made, or is somebody else's.
    pub(crate) fn at(folder: &Path) -> Result<Self, Problem> {
        make(folder)?;
        let reading = || format!("cannot read {}", folder.display());
        // A name in a folder for everybody's temporary files can be guessed.
        if account::user().is_some_and(|user| system::owner(folder).is_ok_and(|owner| owner != user)) {
            let message = format!("{} belongs to somebody else; remove it", folder.display());
            return Err(Problem::new(message));
        }
        Ok(Home { folder: folder.canonicalize().attempt(reading)? })
    }

    /// The place of the server that everybody shares.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub(crate) fn shared(&self, engine: Engine) -> Result<Place, Problem> {
        self.place(engine.name())
    }

    /// A place that nobody else has, for a server of the caller's own.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub(crate) fn own(&self, name: &str) -> Result<Place, Problem> {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        make(&self.owned())?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        self.place(&format!("throwaway/{name}-{}-{number}", process::id()))
    }

    /// Where the places are that [`own`](Home::own) makes.
    pub(crate) fn owned(&self) -> PathBuf {
        self.folder.join("throwaway")
    }

    /// A place by its name.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub(crate) fn place(&self, name: &str) -> Result<Place, Problem> {
        let folder = self.folder.join(name);
        make(&folder)?;
        Ok(Place::at(folder))
    }

    /// A folder inside that need not exist.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Waits until no other process, and no other thread, holds the lock of this name. It is given back when the file is
    /// dropped, and when the process ends in whatever way.
    ///
    /// # Errors
    /// Where the operating system refuses.
    pub(crate) fn lock(&self, name: &str) -> Result<File, Problem> {
        let path = self.folder.join(format!("{name}.lock"));
        let locking = || format!("cannot lock {}", path.display());
        let file = File::create(&path).attempt(locking)?;
        file.lock().attempt(locking)?;
        Ok(file)
    }
}

/// A folder that others may enter, whatever the caller's umask says: servers run as others.
fn make(folder: &Path) -> Result<(), Problem> {
    let making = || format!("cannot make {}", folder.display());
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder).attempt(making)?;
    system::set_mode(folder, 0o755).attempt(making)
}

/// A number that stands for a path in a short name, always the same (FNV-1a; the standard library's may change).
pub(crate) fn short_hash(path: &Path) -> u32 {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    path.to_string_lossy().bytes().fold(0x811c_9dc5, step)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    /// A folder below one that is closed to the server's account is passed over.
    #[test]
    fn a_closed_folder_is_passed_over() {
        let Some(account) = Account::unprivileged().unwrap() else {
            return println!("not the superuser: every server runs as the caller");
        };
        let (closed, open) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        system::set_mode(closed.path(), 0o700).unwrap();
        system::set_mode(open.path(), 0o755).unwrap();
        let candidates = [closed.path().join("services"), open.path().join("services")];
        let reached = Home::first(&candidates, Some(&account)).unwrap();
        assert_eq!(reached.folder, candidates[1].canonicalize().unwrap());
        assert_eq!(Home::first(&candidates, None).unwrap().folder, candidates[0].canonicalize().unwrap());
        let message = Home::first(&candidates[..1], Some(&account)).unwrap_err().to_string();
        assert!(message.contains("can get to none of"), "{message}");
    }

    /// A lock is held by one at a time, and given back by dropping it.
    #[test]
    fn a_lock_excludes() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path()).unwrap();
        let lock = home.lock("x").unwrap();
        let other = File::create(home.folder("x.lock")).unwrap();
        assert!(other.try_lock().is_err());
        drop(lock);
        // Waits: a child that another test is just starting has the file open for a moment.
        other.lock().unwrap();
    }
}
