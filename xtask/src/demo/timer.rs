//! A timer on the clients' runtime: how late it fires shows how long something blocks the runtime's threads.

use super::{accounts::Accounts, clients::Shared};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// How long the timer is set for.
const PERIOD: Duration = Duration::from_millis(1);

/// Sets the timer over and over, and writes down how late it fires.
pub(super) async fn watch(shared: Arc<Shared>) -> Accounts {
    let mut accounts = Accounts::new();
    while !shared.is_stopping() {
        let (leg, timed) = shared.leg();
        let started = Instant::now();
        tokio::time::sleep(PERIOD).await;
        let took = started.elapsed();
        if timed && shared.leg() == (leg, true) {
            accounts.legs[leg].late.push(took.saturating_sub(PERIOD));
        }
    }
    accounts
}
