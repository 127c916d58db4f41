//! SQLite: no server and no network; another process's lock on the file.

use super::{Stage, pause};
use crate::{dice::Dice, torture::fault::Fault};
use segue_tests::setup::Neutral;
use std::{io, path::PathBuf};
use tempfile::TempDir;

/// A file in a folder of its own, which is gone with this.
pub(in crate::torture) struct File {
    folder: TempDir,
}

impl File {
    /// Makes the folder.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub(in crate::torture) fn new() -> io::Result<Self> {
        Ok(File { folder: tempfile::Builder::new().prefix("segue-torture-").tempdir()? })
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("bank.db")
    }
}

impl Stage for File {
    fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }

    fn faults(&self) -> Vec<Fault> {
        vec![Fault::Locked, Fault::Locked]
    }

    /// This process is another one than the clients'. Its lock is held for shorter or longer than they wait for it.
    fn inflict(&mut self, _: Fault, dice: &mut Dice) -> Result<(), String> {
        let said = |error: segue::Error| error.to_string();
        let neutral = Neutral::open(&self.path()).map_err(said)?;
        // As long as it takes: clients who write without a pause leave small gaps.
        neutral.execute("PRAGMA busy_timeout = 20000; BEGIN IMMEDIATE").map_err(said)?;
        pause(dice, 50, 1_000);
        neutral.execute("ROLLBACK").map_err(said)?;
        neutral.close().map_err(said)
    }

    fn alone(&self) -> Result<Neutral, String> {
        let said = |error: segue::Error| error.to_string();
        let neutral = Neutral::open(&self.path()).map_err(said)?;
        let checked = neutral.value("PRAGMA integrity_check").map_err(said)?;
        // Whoever has left a transaction open still holds the lock.
        neutral.execute("BEGIN EXCLUSIVE; ROLLBACK").map_err(said)?;
        if checked == "ok" { Ok(neutral) } else { Err(format!("the file is damaged: {checked}")) }
    }
}
