//! A build that reads neither the environment nor `segue.toml`: what is there and would be passed over is an error.

use super::variables;
use orm_api::{Error, ErrorKind, Result};
use std::{ffi::OsString, path::PathBuf};

/// Sees that there is nothing to be read.
///
/// # Errors
/// [`ErrorKind::Configuration`], naming it.
pub(super) fn refuse(environment: impl IntoIterator<Item = (OsString, OsString)>) -> Result<()> {
    let named = |name: &str| name == "SEGUE_CONFIG" || variables::is_setting(name);
    let variable =
        environment.into_iter().filter_map(|(name, _)| name.into_string().ok()).find(|name| named(name));
    let found = match (variable, file()) {
        (Some(variable), _) => format!("the environment variable `{variable}`"),
        (None, Some(file)) => format!("`{}`", file.display()),
        (None, None) => return Ok(()),
    };
    let message = format!(
        "{found} is there, and this build of `segue` reads no configuration; add the feature `config` to Cargo.toml, or \
         say everything in code, with `.unconfigured()` on the builder"
    );
    Err(Error::new(ErrorKind::Configuration, message))
}

/// The file that the feature would read.
fn file() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join("segue.toml")).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever sets a phase for a build that cannot hear it is told so; what the tests look at is no setting.
    #[test]
    fn what_would_be_passed_over_is_refused() {
        let with = |name: &str| refuse([(OsString::from(name), OsString::from("native"))]);
        for setting in ["SEGUE_PHASE", "SEGUE_CONFIG", "SEGUE_DATABASES__REPORTS__PHASE"] {
            let error = with(setting).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().contains(setting) && error.to_string().contains("`config`"), "{error}");
        }
        assert!(with("SEGUE_REQUIRE").is_ok() && with("PATH").is_ok());
    }
}
