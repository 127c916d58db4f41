//! What a backend supplies to be put through the cases.

mod bouncer;
mod emptied;
mod face;
mod neutral;
mod options;
mod own;
mod place;
mod servers;

pub use bouncer::{Bouncer, bouncers};
pub use face::{Face, faces, faces_on};
pub use neutral::Neutral;
pub(crate) use neutral::failed;
pub use options::Options;
pub use own::Own;
pub use place::Place;
pub use servers::{SERVERS, finish, is_required};

use segue::{Database, Engine, Mode, Op, Result};

/// A backend under test: a name, a mode, and how a database is opened in it.
pub trait Setup: Send + Sync + 'static {
    /// The name that its trials carry.
    fn name(&self) -> String;

    /// The mode that it runs in.
    fn mode(&self) -> Mode;

    /// The database that it runs on.
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    /// Opens the database that `options` name.
    fn open(&self, options: Options) -> Op<Database>;

    /// A place for a fresh database, with the tables of [`models::all`](crate::models::all) and no row in them.
    ///
    /// # Errors
    /// Where it cannot be made.
    fn fresh(&self) -> Result<Place> {
        Place::on(self.engine())
    }
}
