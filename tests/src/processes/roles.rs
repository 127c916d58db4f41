//! What the other process does.

use super::{threads, trials::write};
use crate::{
    Options, Setup,
    models::{NewTag, Tag},
    setup::{Face, failed},
};
use orm_api::backend::Settings;
use segue::{Result, prelude::*};
use std::{
    env,
    process::{self, ExitCode},
};

/// The variable by which a process learns its role: the role, the mode and the URL of the database.
pub(super) const ROLE: &str = "SEGUE_TESTS_ROLE";

/// What the other process is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Writes rows, as the first process does.
    Write,
    /// Dies in the middle of a transaction.
    Die,
    /// Opens, works, closes, and looks at the threads that are left.
    CountThreads,
}

impl Role {
    const ALL: [Role; 3] = [Role::Write, Role::Die, Role::CountThreads];

    pub(super) fn name(self) -> &'static str {
        match self {
            Role::Write => "write",
            Role::Die => "die",
            Role::CountThreads => "count-threads",
        }
    }
}

/// Plays the role that this process was started for; `None` where it is the first one.
pub fn run_role() -> Option<ExitCode> {
    let role = env::var(ROLE).ok()?;
    Some(match play(&role) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    })
}

fn play(role: &str) -> Result<()> {
    let unknown = || failed(format!("`{role}` is no role"));
    let (name, rest) = role.split_once(' ').ok_or_else(unknown)?;
    let (mode, url) = rest.split_once(' ').ok_or_else(unknown)?;
    let role = Role::ALL.into_iter().find(|role| role.name() == name).ok_or_else(unknown)?;
    let mode = Mode::ALL.into_iter().find(|one| one.name() == mode).ok_or_else(unknown)?;
    let options = Options::new(Settings::new(url)?);
    let engine = options.settings.location.engine();
    match role {
        Role::Write => write(&Face { engine, mode }.open(options).wait()?, "child"),
        Role::Die => die(&Face { engine, mode }.open(options).wait()?),
        Role::CountThreads => threads::count(mode, options),
    }
}

fn die(db: &Database) -> Result<()> {
    let new = |code: &str| NewTag { code: code.into(), label: "x".into() };
    Tag::objects().create(db, new("committed")).wait()?;
    let tx = db.begin().wait()?;
    Tag::objects().create(&tx, new("never")).wait()?;
    process::abort()
}
