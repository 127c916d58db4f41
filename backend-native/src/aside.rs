//! Connections on which statements of other connections are stopped.

use crate::home::Home;
use async_trait::async_trait;
use orm_api::{
    Error, Result,
    backend::{Ask, Place, Still},
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use std::{sync::Arc, time::Duration};

/// A server, as sqlx is told of it.
pub(crate) struct Beside<O> {
    pub(crate) options: O,
    pub(crate) limit: Duration,
    pub(crate) classified: fn(sqlx::Error) -> Error,
}

#[async_trait]
impl<O> Ask for Beside<O>
where
    O: ConnectOptions + 'static,
    O::Connection: Sized,
    for<'c> &'c mut O::Connection: Executor<'c>,
{
    async fn ask(&self, sql: Arc<str>, still: Still, place: Place) -> Result<()> {
        let (options, classified) = (self.options.clone(), self.classified);
        let asking = async move {
            let _place = place;
            let mut connection = options.connect().await.map_err(classified)?;
            if still() {
                let sent = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await;
                sent.map_err(classified)?;
            }
            // The answer is here: whether the server is told of the end is of no interest.
            drop(connection.close().await);
            Ok(())
        };
        Home::open(self.limit, asking).await.map(drop)
    }
}
