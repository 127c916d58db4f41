//! Who is measured.

use super::{rows::Tally, work::Asked};

/// What goes wrong in a contender.
pub(super) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Somebody who can do the work. Each has a copy of the same file, and the same session settings.
pub(super) trait Contender {
    /// What the table calls it.
    fn name(&self) -> &'static str;

    /// Whom it is measured against, besides the bare driver: the driver under it, used by hand.
    fn peer(&self) -> Option<&'static str> {
        None
    }

    /// Does the work, turn by turn, and takes every value that it brings.
    ///
    /// # Errors
    /// The database's.
    fn run(&mut self, asked: &Asked) -> Result<Tally, Failure>;
}
