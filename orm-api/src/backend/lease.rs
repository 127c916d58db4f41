//! A lease whose session is where its borrower is: the blocking and the native backend's, and the bridge's at
//! the driver boundary.

use super::{BoxWork, Lease, Session, Turn};
use crate::error::{Error, ErrorKind, Result};
use async_trait::async_trait;
use futures::future::{BoxFuture, Either, select};
use futures_timer::Delay;
use std::{pin::pin, time::Duration};

/// A session on loan, and the turn that was waited for. Whatever happens to it, dropping it gives both
/// back: at once if the session is clean, else after the session has been cleaned, or closed, elsewhere.
pub struct InPlace {
    session: Option<Session>,
    turn: Option<Turn>,
    spawn: fn(BoxFuture<'static, ()>),
}

impl InPlace {
    /// Lends `session` on `turn`; on none where the session's connection holds the turn itself. `spawn` is where
    /// clean-up goes.
    pub fn new(session: Session, turn: impl Into<Option<Turn>>, spawn: fn(BoxFuture<'static, ()>)) -> Self {
        InPlace { session: Some(session), turn: turn.into(), spawn }
    }

    /// What [`Lease::run`] does, for who knows the type: without a box for the future.
    ///
    /// # Errors
    /// As [`Lease::run`].
    pub async fn carry_out(&mut self, mut work: BoxWork) -> Result<BoxWork> {
        let gone = || Error::new(ErrorKind::ConnectionLost, "the connection was given back");
        work.run(self.session.as_mut().ok_or_else(gone)?).await;
        Ok(work)
    }
}

#[async_trait]
impl Lease for InPlace {
    async fn run(&mut self, work: BoxWork) -> Result<BoxWork> {
        self.carry_out(work).await
    }

    fn doom(&mut self) {
        self.session.as_mut().into_iter().for_each(Session::doom);
    }
}

impl Drop for InPlace {
    /// Never blocks and never does I/O. The turn goes last: nobody gets to write before this transaction is
    /// known to have ended.
    fn drop(&mut self) {
        let (Some(session), turn) = (self.session.take(), self.turn.take()) else { return };
        if session.condition().is_clean() {
            drop(session);
            drop(turn);
        } else {
            (self.spawn)(Box::pin(give_back(session, turn)));
        }
    }
}

/// How long cleaning may take: a server that does not answer must not keep a place in the pool.
pub(crate) const CLEANING: Duration = Duration::from_secs(30);

async fn in_time(cleaning: impl Future<Output = Result<()>>) -> Result<()> {
    match select(pin!(cleaning), Delay::new(CLEANING)).await {
        Either::Left((cleaned, _)) => cleaned,
        Either::Right(_) => Err(Error::new(ErrorKind::ConnectionLost, "the database did not answer")),
    }
}

/// Cleans a dirty session and gives it back, or closes it.
async fn give_back(mut session: Session, turn: Option<Turn>) {
    let cleaned = match session.dialect().is_server() {
        true => in_time(session.clean()).await,
        false => session.clean().await,
    };
    if let Err(error) = cleaned {
        tracing::warn!(%error, "closing a connection that could not be cleaned");
        session.doom();
    }
    drop(session);
    drop(turn);
}
