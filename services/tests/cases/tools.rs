//! What the cases share.

use segue_services::{Engine, Options, Owned, Problem, Server, find, throwaway};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    thread,
    time::{Duration, Instant},
};

/// Runs the case where the database is installed; else says in one line that it does not, and fails if `SEGUE_REQUIRE` lists it.
pub(crate) fn available(engine: Engine, case: fn(Engine)) {
    if require(find(engine), engine.scheme()).is_some() {
        case(engine);
    }
}

/// What is installed; `None`, with a line that says so, where it is not and `SEGUE_REQUIRE` does not list `name`.
pub(crate) fn require(found: Result<PathBuf, Problem>, name: &str) -> Option<PathBuf> {
    let required = env::var("SEGUE_REQUIRE").unwrap_or_default();
    match found {
        Ok(path) => Some(path),
        Err(problem) if required.split(',').any(|one| one.trim() == name) => panic!("{problem}"),
        Err(problem) => {
            println!("skipped: {problem}");
            None
        }
    }
}

/// A server with the usual settings.
pub(crate) fn usual(engine: Engine) -> Owned {
    throwaway(engine, &Options::new()).unwrap()
}

/// Whether `condition` comes true within half a minute.
pub(crate) fn comes_true(mut condition: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !condition() {
        if Instant::now() > deadline {
            return false;
        }
        thread::park_timeout(Duration::from_millis(20));
    }
    true
}

/// Whether a process works in the data directory, children included; where there is no `/proc`, none is seen.
pub(crate) fn is_worked_in(data: &Path) -> bool {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let mut folders = processes.filter_map(|entry| fs::read_link(entry.path().join("cwd")).ok());
    // As text: a folder that was removed has ` (deleted)` behind its name.
    folders.any(|folder| folder.to_string_lossy().starts_with(&*data.to_string_lossy()))
}

/// Signs in with a client that came with the server, and runs a statement.
pub(crate) fn query(server: &Server, password: &str, sql: &str) -> Option<Output> {
    let port = server.port.to_string();
    let mut client = match server.engine {
        Engine::Postgres => {
            let mut client = Command::new("psql");
            client.args(["-XAt", "-h", "127.0.0.1", "-U", "segue", "-d", "postgres", "-p", &port, "-c", sql]);
            client.env("PGPASSWORD", password);
            client
        }
        Engine::MariaDb => {
            let mut client = Command::new("mariadb");
            client.args(["--no-defaults", "-N", "-h127.0.0.1", "-usegue", "-P", &port, "-e", sql, "mysql"]);
            client.arg(format!("-p{password}"));
            client
        }
    };
    client.output().ok()
}

/// The one value that a statement gives; `None` where there is no client.
pub(crate) fn value(server: &Server, sql: &str) -> Option<String> {
    let output = query(server, "segue", sql)?;
    assert!(output.status.success(), "{output:?}");
    Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

/// The folder of the server, which holds its data and its log.
pub(crate) fn folder(server: &Server) -> &Path {
    server.data.parent().unwrap()
}
