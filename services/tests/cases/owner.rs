//! A process that has a server of its own, and is killed.

use segue_services::{Engine, Options, throwaway};
use std::{
    env,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
};

/// The variable that makes this program such a process: the database's name.
const OWNER: &str = "SEGUE_SERVICES_OWNER";

/// How the line begins that tells where the server's data is.
const TOLD: &str = "the data is at ";

/// Starts this program again, as an owner; gives back its server's data directory too.
pub(crate) fn start(engine: Engine) -> (Child, PathBuf) {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["an_owner_that_is_killed", "--exact", "--nocapture"]).env(OWNER, engine.name());
    let mut owner = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(owner.stdout.take().unwrap()).lines().map(Result::unwrap);
    let told = lines.find_map(|line| line.split_once(TOLD).map(|(_, folder)| PathBuf::from(folder)));
    (owner, told.unwrap())
}

/// Starts a server, tells where it is, and waits to be killed.
pub(crate) fn play() {
    let Ok(name) = env::var(OWNER) else { return };
    let own = throwaway(name.parse::<Engine>().unwrap(), &Options::new()).unwrap();
    println!("{TOLD}{}", own.data.display());
    loop {
        thread::park();
    }
}
