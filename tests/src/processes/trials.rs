//! The trials, as the first process sees them.

use super::roles::{ROLE, Role};
use crate::{
    Options, Place, Setup,
    models::{NewTag, Tag},
    setup::failed,
};
use libtest_mimic::{Completion, Failed, Trial};
use segue::{Result, prelude::*};
use std::{
    env,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

/// For each of Segue's own modes, named `processes::trial::mode`.
pub fn trials(setups: &[Arc<dyn Setup>]) -> Vec<Trial> {
    let mut trials = Vec::new();
    for setup in setups {
        let name = |trial: &str| format!("processes::{trial}::{}", setup.name());
        let on = setup.clone();
        trials.push(Trial::test(name("two_write_one_file"), move || two_write(&*on).map_err(Failed::from)));
        let on = setup.clone();
        trials.push(Trial::test(name("one_that_dies_leaves_the_file_whole"), move || {
            one_dies(&*on).map_err(Failed::from)
        }));
        let on = setup.clone();
        trials.push(Trial::ignorable_test(name("no_thread_is_left"), move || no_thread_is_left(&*on)));
    }
    trials
}

/// Starts this program once more.
fn start(role: Role, setup: &dyn Setup, place: &Place) -> Result<Child> {
    let program = env::current_exe().map_err(failed)?;
    let url = place.url();
    let mut command = Command::new(program);
    command
        .env(ROLE, format!("{} {} {url}", role.name(), setup.mode()))
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command.spawn().map_err(failed)
}

/// Waits for its end; what it said is the error.
fn expect_success(child: Child) -> Result<()> {
    let output = child.wait_with_output().map_err(failed)?;
    match output.status.success() {
        true => Ok(()),
        false => Err(failed(format!("the other process: {}", String::from_utf8_lossy(&output.stderr)))),
    }
}

/// So many rows each process writes.
pub(super) const ROWS: usize = 60;

/// Rows and transactions, by turns.
pub(super) fn write(db: &Database, name: &str) -> Result<()> {
    for number in 0..ROWS {
        let new = NewTag { code: format!("{name}-{number}"), label: "x".into() };
        match number % 3 {
            0 => db.atomic_wait(|tx| Tag::objects().create(tx, new).wait().map(drop))?,
            _ => drop(Tag::objects().create(db, new).wait()?),
        }
    }
    Ok(())
}

/// Both wait for each other by SQLite's own lock: every row is there, and nobody was told that it is busy.
fn two_write(setup: &dyn Setup) -> Result<()> {
    let place = setup.fresh()?;
    let db = setup.open(Options::new(place.settings())).wait()?;
    let child = start(Role::Write, setup, &place)?;
    write(&db, "parent")?;
    expect_success(child)?;
    let there = Tag::objects().count(&db).wait()?;
    db.close(Duration::from_secs(10)).wait()?;
    match there as usize == 2 * ROWS {
        true => Ok(()),
        false => Err(failed(format!("{there} rows are there, expected {}", 2 * ROWS))),
    }
}

/// In the middle of a transaction: what it committed is there, the rest is not, and nothing is locked.
fn one_dies(setup: &dyn Setup) -> Result<()> {
    let place = setup.fresh()?;
    let child = start(Role::Die, setup, &place)?;
    let output = child.wait_with_output().map_err(failed)?;
    if output.status.success() {
        return Err(failed("the other process ended, and was to die"));
    }
    let db = setup.open(Options::new(place.settings())).wait()?;
    let there: Vec<String> = Tag::objects().values_flat(Tag::code).all(&db).wait()?;
    db.atomic_wait(|tx| Tag::objects().delete(tx).wait().map(drop))?;
    db.close(Duration::from_secs(10)).wait()?;
    match there == ["committed"] {
        true => Ok(()),
        false => Err(failed(format!("{there:?} are there: {}", String::from_utf8_lossy(&output.stderr)))),
    }
}

fn no_thread_is_left(setup: &dyn Setup) -> Result<Completion, Failed> {
    if !cfg!(target_os = "linux") {
        return Ok(Completion::ignored_with("threads are counted in /proc"));
    }
    let place = setup.fresh()?;
    expect_success(start(Role::CountThreads, setup, &place)?)?;
    Ok(Completion::Completed)
}
