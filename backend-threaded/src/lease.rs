//! A lease at the boundary `operation`: its session is on a worker, and operations go there.

use crate::pinned::Pinned;
use async_trait::async_trait;
use orm_api::{
    Result,
    backend::{BoxWork, Lease},
};

/// A worker's session on loan. Dropping it frees the worker, which cleans the session first.
pub(crate) struct Shipped(pub(crate) Pinned);

#[async_trait]
impl Lease for Shipped {
    async fn run(&mut self, work: BoxWork) -> Result<BoxWork> {
        self.0.run(work).await
    }

    fn doom(&mut self) {
        self.0.doom();
    }
}
