//! The libraries of servers that are installed: where one is missing, what needs it is left out.

use std::process::{Command, Stdio};

/// The features of the conformance suite, what their libraries are called by `pkg-config`, and who else knows of them.
const FEATURES: &[(&str, &[&str], &[&str])] = &[
    ("segue-tests/postgres", &["libpq"], &["pg_config"]),
    ("segue-tests/mysql", &["libmariadb", "mysqlclient"], &["mariadb_config", "mysql_config"]),
];

/// `--features` and the features whose libraries are there; nothing where there are none.
pub(crate) fn features() -> Vec<String> {
    let there: Vec<&str> =
        FEATURES.iter().filter(|(_, names, tools)| is_there(names, tools)).map(|(name, ..)| *name).collect();
    match there.is_empty() {
        true => Vec::new(),
        false => vec!["--features".to_owned(), there.join(",")],
    }
}

fn is_there(names: &[&str], tools: &[&str]) -> bool {
    names.iter().any(|name| succeeds("pkg-config", &["--exists", name]))
        || tools.iter().any(|tool| succeeds(tool, &["--version"]))
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let run = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    run.is_ok_and(|status| status.success())
}
