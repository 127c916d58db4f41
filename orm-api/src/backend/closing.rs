//! Waiting for what is lent out, but not for ever.

use super::Waiting;
use futures::future::{Either, select};
use std::{pin::pin, time::Instant};

impl Waiting {
    /// Waits until every connection has come back, at most until `deadline`. Says whether all have.
    pub async fn returned_by(&self, deadline: Instant) -> bool {
        let left = deadline.saturating_duration_since(Instant::now());
        let returned = pin!(self.all_returned());
        matches!(select(returned, futures_timer::Delay::new(left)).await, Either::Left(_))
    }
}
