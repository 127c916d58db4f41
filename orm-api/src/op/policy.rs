//! What happens where something is done that is hardly meant.

use crate::error::{Error, ErrorKind, Result};
use std::str::FromStr;

/// What happens where code does what is hardly meant: `.wait()` inside an async task, which blocks every task of its thread, or an
/// operation on the database handle inside a transaction of the same database, which runs outside of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// It is refused, with an error that says what to do instead.
    #[default]
    Deny,
    /// It is logged as a warning, and done.
    Warn,
    /// It is done.
    Allow,
}

impl Policy {
    /// Refuses with `error`, logs it, or does neither.
    pub(crate) fn judge(self, error: Error) -> Result<()> {
        match self {
            Policy::Deny => return Err(error),
            Policy::Warn => tracing::warn!("{error}"),
            Policy::Allow => {}
        }
        Ok(())
    }
}

impl FromStr for Policy {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "deny" => Ok(Policy::Deny),
            "warn" => Ok(Policy::Warn),
            "allow" => Ok(Policy::Allow),
            _ => {
                let message = format!("`{name}` is no policy; use `deny`, `warn` or `allow`");
                Err(Error::new(ErrorKind::Configuration, message))
            }
        }
    }
}
