//! Every combination of features that a user would choose builds, and pulls in no driver that it does not use.

use crate::{
    Outcome, libraries,
    workspace::{self, shell},
};
use xshell::{Shell, cmd};

/// Features of `segue`, and the packages that must not be in its tree with them.
const COMBINATIONS: &[(&str, &[&str])] = &[
    ("sync,sqlite", &["sqlx", "sqlx-core", "figment"]),
    ("threaded,sqlite", &["sqlx", "sqlx-core"]),
    ("native,sqlite", &["diesel", "r2d2"]),
    ("native,postgres", &["diesel", "r2d2", "libsqlite3-sys", "sqlx-sqlite", "sqlx-mysql", "figment"]),
    ("native,mysql,tls", &["diesel", "r2d2", "libsqlite3-sys", "sqlx-sqlite", "sqlx-postgres"]),
    ("sync,threaded,native,sqlite,config", &[]),
    ("", &["diesel", "sqlx", "r2d2"]),
];

/// Those that need the libraries of servers; checked where they are installed.
const WITH_LIBRARIES: &[(&str, &[&str])] = &[
    ("sync,postgres", &["sqlx", "libsqlite3-sys", "mysqlclient-sys"]),
    ("sync,mysql", &["sqlx", "libsqlite3-sys", "pq-sys"]),
    ("sync,threaded,native,sqlite,postgres,mysql,tls,config", &[]),
];

/// Nothing is linked, and so SQLite, which each set of its features has compiled again, need not be fast.
const UNOPTIMISED: &str = "profile.dev.package.libsqlite3-sys.opt-level=0";

/// Checks each combination.
///
/// # Errors
/// Where one does not build without a warning, or pulls in too much.
pub(super) fn run() -> Outcome {
    let shell = shell()?;
    let installed = libraries::features().concat();
    let all = installed.contains("postgres") && installed.contains("mysql");
    if !all {
        eprintln!("not checked: features that need libpq and libmariadb, one of which is not installed");
    }
    for (features, unwanted) in COMBINATIONS.iter().chain(WITH_LIBRARIES.iter().filter(|_| all)) {
        lean(&shell, features, unwanted)?;
        workspace::run(cmd!(
            shell,
            "cargo clippy --config {UNOPTIMISED} --package segue --no-default-features --features {features} -- -D warnings"
        ))?;
    }
    Ok(())
}

fn lean(shell: &Shell, features: &str, unwanted: &[&str]) -> Outcome {
    let tree = workspace::read(cmd!(
        shell,
        "cargo tree --package segue --edges normal --prefix none --no-default-features --features {features}"
    ))?;
    let packages = tree.lines().filter_map(|line| line.split_whitespace().next());
    let pulled_in: Vec<&str> = packages.filter(|package| unwanted.contains(package)).collect();
    match pulled_in.first() {
        None => Ok(()),
        Some(package) => {
            let message =
                format!("the features `{features}` of `segue` pull in `{package}`, which they do not use");
            Err(message.into())
        }
    }
}
