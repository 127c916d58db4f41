//! Which account a server runs as.

use crate::{
    problem::{Attempt, Problem},
    run, system,
};
use std::{path::Path, process::Command, sync::OnceLock};

/// Accounts that may run a server that refuses to be run by the superuser, in the order of preference.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// An account other than the caller's.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// Its name, for messages.
    pub(crate) name: &'static str,
    user: u32,
    group: u32,
}

impl Account {
    /// The account for a server that refuses the superuser; `None` where the caller is not the superuser, and runs it
    /// itself.
    ///
    /// # Errors
    /// Where there is no such account.
    pub(crate) fn unprivileged() -> Result<Option<Account>, Problem> {
        if !is_superuser() {
            return Ok(None);
        }
        let found = UNPRIVILEGED.into_iter().find_map(Account::named);
        let none = "the superuser may not run the server, and there is no account called postgres or nobody";
        found.map(Some).ok_or_else(|| Problem::new(none))
    }

    fn named(name: &'static str) -> Option<Account> {
        let number = |option| run::read(run::command("id").args([option, name])).ok()?.trim().parse().ok();
        Some(Account { name, user: number("-u")?, group: number("-g")? })
    }

    /// Makes `command` run as this account.
    pub(crate) fn runs(&self, command: &mut Command) {
        system::run_as(command, self.user, self.group);
    }

    /// Makes the file or folder this account's.
    ///
    /// # Errors
    /// Where the operating system refuses.
    pub(crate) fn owns(&self, path: &Path) -> Result<(), Problem> {
        system::give(path, self.user, self.group)
            .attempt(|| format!("cannot give {} to {}", path.display(), self.name))
    }

    /// Whether this account can get to what is in `folder`: one above may be closed to it, as the superuser's own is.
    pub(crate) fn reaches(&self, folder: &Path) -> bool {
        let mut look = run::command("sh");
        look.args(["-c", r#"cd "$0""#]).arg(folder);
        self.runs(&mut look);
        run::read(&mut look).is_ok()
    }
}

/// Whether the caller is the superuser.
pub(crate) fn is_superuser() -> bool {
    user() == Some(0)
}

/// The caller's number; `None` where there are none.
pub(crate) fn user() -> Option<u32> {
    static USER: OnceLock<Option<u32>> = OnceLock::new();
    *USER.get_or_init(|| run::read(run::command("id").arg("-u")).ok()?.trim().parse().ok())
}
