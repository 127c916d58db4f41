//! Chinook, a database that Segue did not make, copied by Segue itself: from its SQLite file to another database and back,
//! in each mode, as streams, each way in one transaction. At the end every value of every row is compared, through Segue in
//! another mode and by a reader that knows nothing of Segue.

mod compare;
mod copy;
mod fault;
mod models;
mod outside;
mod playlist_track;
mod site;
mod table;
mod trials;

pub use trials::trials;
