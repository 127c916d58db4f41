//! Planted faults: the torture test must find each, or what it does not find proves nothing.

use std::{env, io, process::Command};

/// What a run came to.
struct Run {
    told: String,
    right: bool,
}

impl Run {
    /// `cargo xtask torture` with these arguments, which have no spaces in them.
    fn with(arguments: &str) -> io::Result<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let output = command.arg("torture").args(arguments.split(' ')).output()?;
        let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        Ok(Run { told: told.into_owned(), right: output.status.success() })
    }

    /// The figure before `what` in the conclusion; `None` where there is no conclusion.
    fn count(&self, what: &str) -> Option<u64> {
        let conclusion =
            self.told.lines().find(|line| line.starts_with("RIGHT: ") || line.starts_with("WRONG: "))?;
        let mut parts = conclusion.split([':', ';']).flat_map(|part| part.split(", "));
        parts.find_map(|part| part.strip_suffix(what))?.trim().replace(',', "").parse().ok()
    }
}

/// Whether there must be a server.
fn is_required(server: &str) -> bool {
    env::var("SEGUE_REQUIRE").unwrap_or_default().split(',').any(|name| name.trim() == server)
}

/// Without a fault nothing is lost, and there was something to lose.
#[test]
fn nothing_planted_is_right() -> io::Result<()> {
    let run = Run::with("--db sqlite --for 3s --seed 1")?;
    assert!(run.right, "{}", run.told);
    assert!(run.count(" acknowledged") > Some(0), "{}", run.told);
    Ok(())
}

/// A connection comes back inside a transaction: what others do on it is lost with it.
#[test]
fn a_dirty_lease_is_found() -> io::Result<()> {
    let run = Run::with("--db sqlite --for 3s --seed 1 --planted dirty-lease")?;
    assert!(!run.right, "{}", run.told);
    assert!(run.told.contains("cannot start a transaction within a transaction"), "{}", run.told);
    assert!(run.count(" lost") > Some(0), "{}", run.told);
    Ok(())
}

/// A commit is acknowledged a moment before it is sent: whoever is killed in between loses it.
#[test]
fn an_early_commit_is_found() -> io::Result<()> {
    let run = Run::with("--db sqlite --for 5s --seed 1 --planted early-commit")?;
    assert!(!run.right, "{}", run.told);
    assert!(run.count(" lost") > Some(0), "{}", run.told);
    Ok(())
}

/// What was lost with its connection is done again: some of it is there twice, or though it is said not to be.
#[test]
fn a_retried_unknown_is_found() -> io::Result<()> {
    let run = Run::with("--db postgres --for 8s --seed 1 --planted unknown-retried")?;
    let (Some(doubled), Some(unasked)) = (run.count(" doubled"), run.count(" there unasked")) else {
        assert!(!is_required("postgres"), "{}", run.told);
        eprintln!("not run on postgres: {}", run.told);
        return Ok(());
    };
    assert!(!run.right && doubled + unasked > 0, "{}", run.told);
    Ok(())
}
