//! What cargo and its companions check.

use crate::{
    Outcome, libraries,
    workspace::{self, shell},
};
use xshell::cmd;

/// Formatting, lints, documentation, and licences where `cargo deny` is installed.
///
/// # Errors
/// The first failure's.
pub(super) fn run() -> Outcome {
    let (shell, features) = (shell()?, libraries::features());
    workspace::run(cmd!(shell, "cargo fmt --all --check"))?;
    workspace::run(cmd!(shell, "cargo clippy --workspace --all-targets {features...} -- -D warnings"))?;
    {
        let _flags = shell.push_env("RUSTDOCFLAGS", "-D warnings");
        workspace::run(cmd!(shell, "cargo doc --workspace --no-deps"))?;
    }
    match cmd!(shell, "cargo deny --version").quiet().ignore_stderr().read() {
        Ok(_) => workspace::run(cmd!(shell, "cargo deny check")),
        Err(_) => {
            eprintln!(
                "cargo deny is not installed: licences and sources are not checked (`cargo install cargo-deny`)"
            );
            Ok(())
        }
    }
}
