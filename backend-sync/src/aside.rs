//! Connections on which statements of other connections are stopped. They block: each is on a thread of its own.

use async_trait::async_trait;
use futures::channel::oneshot;
use orm_api::{
    Error, ErrorKind, Result,
    backend::{Ask, Place, Still},
};
use std::{sync::Arc, thread};

/// Connects, and sends a statement if the second argument says yes; blocks the thread for as long.
pub(crate) type Blocking = dyn Fn(&str, &Still) -> Result<()> + Send + Sync;

/// A server, as diesel is told of it.
pub(crate) struct Beside(pub(crate) Arc<Blocking>);

#[async_trait]
impl Ask for Beside {
    /// The thread keeps the place until it is done, so that there are never more threads than places.
    async fn ask(&self, sql: Arc<str>, still: Still, place: Place) -> Result<()> {
        let (answered, answer) = oneshot::channel();
        let send = self.0.clone();
        let work = move || {
            let sent = send(&sql, &still);
            drop(place);
            // Whoever waited may have given up.
            drop(answered.send(sent));
        };
        thread::Builder::new().name("segue-stop".into()).spawn(work).map_err(no_thread)?;
        answer.await.unwrap_or_else(|_| Err(Error::new(ErrorKind::ConnectionLost, "the thread has panicked")))
    }
}

#[cold]
fn no_thread(error: std::io::Error) -> Error {
    let message = format!("no thread to stop a statement on: {error}; raise the system's limit");
    Error::new(ErrorKind::Connect, message).with_source(error)
}
