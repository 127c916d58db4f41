//! What a backend supplies to be put through the cases.

mod face;
mod neutral;
mod options;
mod own;
mod place;

pub use face::{Face, faces};
pub use neutral::Neutral;
pub(crate) use neutral::failed;
pub use options::Options;
pub use own::Own;
pub use place::Place;

use segue::{Database, Mode, Op, Result};

/// A backend under test: a name, a mode, and how a database is opened in it.
pub trait Setup: Send + Sync + 'static {
    /// The name that its trials carry.
    fn name(&self) -> String;

    /// The mode that it runs in.
    fn mode(&self) -> Mode;

    /// Opens the database that `options` name.
    fn open(&self, options: Options) -> Op<Database>;

    /// A place for a fresh database, with the tables of [`models::all`](crate::models::all) and no row in them.
    ///
    /// # Errors
    /// Where it cannot be made.
    fn fresh(&self) -> Result<Place> {
        Place::sqlite()
    }
}
