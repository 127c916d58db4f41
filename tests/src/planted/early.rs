//! A connection that may owe a commit which was acknowledged already.

use async_trait::async_trait;
use orm_api::{
    backend::{BoxSink, Connection, Done, Statement},
    op::park_on,
};
use segue::Result;
use std::{thread, time::Duration};

/// A connection that may owe a commit: it is sent before anything else, or a moment after the connection was given back.
pub(super) struct Early {
    /// Nothing only while it is dropped.
    below: Option<Box<dyn Connection>>,
    owed: Option<Statement>,
}

/// So long a commit is owed.
const MOMENT: Duration = Duration::from_millis(20);

impl Early {
    pub(super) fn new(below: Box<dyn Connection>) -> Self {
        Early { below: Some(below), owed: None }
    }

    /// Says that `commit` was acknowledged, and is to be sent.
    pub(super) fn owe(&mut self, commit: Statement) {
        self.owed = Some(commit);
    }

    async fn settled(&mut self) -> Result<&mut Box<dyn Connection>> {
        let gone = || crate::setup::failed("the connection is dropped");
        let below = self.below.as_mut().ok_or_else(gone)?;
        if let Some(commit) = self.owed.take() {
            below.execute(commit).await?;
        }
        Ok(below)
    }
}

#[async_trait]
impl Connection for Early {
    async fn fetch(&mut self, statement: Statement, sink: BoxSink) -> Result<BoxSink> {
        self.settled().await?.fetch(statement, sink).await
    }

    async fn execute(&mut self, statement: Statement) -> Result<Done> {
        self.settled().await?.execute(statement).await
    }

    async fn batch(&mut self, sql: &str) -> Result<()> {
        self.settled().await?.batch(sql).await
    }

    fn doom(&mut self) {
        self.below.iter_mut().for_each(|below| below.doom());
    }
}

impl Drop for Early {
    fn drop(&mut self) {
        let (Some(mut below), Some(commit)) = (self.below.take(), self.owed.take()) else { return };
        // A thread that cannot be had drops the connection, and with it the commit: a fault is a fault.
        drop(thread::Builder::new().name("planted".into()).spawn(move || {
            thread::park_timeout(MOMENT);
            drop(park_on(below.execute(commit)));
        }));
    }
}
