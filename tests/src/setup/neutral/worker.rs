//! A thread for a bare driver: some of them cannot be called inside an async task.

use super::{Client, failed};
use segue::Result;
use std::{sync::mpsc, thread};

type Rows = Result<Vec<Vec<String>>>;

/// A thread that owns a client, and ends with this.
pub(super) struct Worker(mpsc::Sender<(String, mpsc::Sender<Rows>)>);

impl Worker {
    /// Connects on a thread of its own.
    #[cfg_attr(
        not(any(feature = "postgres", feature = "mysql")),
        expect(dead_code, reason = "there is no server")
    )]
    pub(super) fn start<C: Client>(connect: impl FnOnce() -> Result<C> + Send + 'static) -> Result<Self> {
        let (asked, questions) = mpsc::channel::<(String, mpsc::Sender<Rows>)>();
        let (connected, opened) = mpsc::channel();
        let work = move || {
            let mut client = match connect() {
                Ok(client) => client,
                Err(error) => return drop(connected.send(Err(error))),
            };
            drop(connected.send(Ok(())));
            for (sql, answer) in questions {
                drop(answer.send(client.rows(&sql)));
            }
        };
        thread::Builder::new().name("neutral".into()).spawn(work).map_err(failed)?;
        opened.recv().map_err(failed)?.map(|()| Worker(asked))
    }

    pub(super) fn rows(&self, sql: &str) -> Rows {
        let (answer, answered) = mpsc::channel();
        self.0.send((sql.to_owned(), answer)).map_err(failed)?;
        answered.recv().map_err(failed)?
    }
}
