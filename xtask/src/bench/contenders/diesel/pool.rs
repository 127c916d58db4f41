//! r2d2 as its documentation says: connections are checked when they are taken.

use diesel::{
    connection::SimpleConnection,
    r2d2::{self, ConnectionManager, CustomizeConnection, Pool, R2D2Connection},
};
use kit::{Failure, Seat};

/// Sets every connection up.
#[derive(Debug)]
struct Session(String);

impl<C: SimpleConnection + 'static> CustomizeConnection<C, r2d2::Error> for Session {
    fn on_acquire(&self, connection: &mut C) -> Result<(), r2d2::Error> {
        connection.batch_execute(&self.0).map_err(r2d2::Error::QueryError)
    }
}

/// A pool of the seat's size.
///
/// # Errors
/// The database's.
pub(super) fn of<C: R2D2Connection + 'static>(
    seat: &Seat,
    url: &str,
) -> Result<Pool<ConnectionManager<C>>, Failure> {
    let session = Box::new(Session(seat.session.clone()));
    let pool = Pool::builder().max_size(seat.connections as u32).connection_customizer(session);
    Ok(pool.build(ConnectionManager::new(url))?)
}
