//! A connection at the boundary `driver`: its session is where the caller is, and its calls go to a worker.

use crate::{call::Drive, pinned::Pinned};
use async_trait::async_trait;
use orm_api::{
    Result,
    backend::{BoxSink, Connection, Done, Statement},
};

/// A worker's connection, one call at a time. A call whose future was dropped is stopped by the worker's gate, or comes to its
/// end; the worker takes the next one after it.
pub(crate) struct Bridged(pub(crate) Pinned);

#[async_trait]
impl Connection for Bridged {
    async fn fetch(&mut self, statement: Statement, sink: BoxSink) -> Result<BoxSink> {
        self.0.drive(|reply| Drive::Fetch(statement, sink, reply)).await
    }

    async fn execute(&mut self, statement: Statement) -> Result<Done> {
        self.0.drive(|reply| Drive::Execute(statement, reply)).await
    }

    async fn batch(&mut self, sql: &str) -> Result<()> {
        let sql = sql.to_owned();
        self.0.drive(|reply| Drive::Batch(sql, reply)).await
    }

    fn doom(&mut self) {
        self.0.doom();
    }
}
