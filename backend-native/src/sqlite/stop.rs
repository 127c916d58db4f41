//! Stopping a statement: SQLite tells a function of its progress, and the function says whether it goes on.

use super::error::classified;
use async_trait::async_trait;
use orm_api::{
    Result,
    backend::{Still, Stop},
};
use sqlx::SqliteConnection;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// After how many steps of its machine SQLite asks: some tenth of a millisecond. Most statements end before that, and it costs
/// those that do not less than can be measured.
const STEPS: i32 = 10_000;

/// Whether what runs on a connection is to end. sqlx has no safe way to `sqlite3_interrupt`.
#[derive(Clone, Default)]
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// One for `connection`.
    pub(super) async fn watched_by(connection: &mut SqliteConnection) -> Result<Self> {
        let interrupt = Interrupt::default();
        let wanted = interrupt.clone();
        let mut handle = connection.lock_handle().await.map_err(classified)?;
        handle.set_progress_handler(STEPS, move || !wanted.0.load(Ordering::Relaxed));
        Ok(interrupt)
    }
}

#[async_trait]
impl Stop for Interrupt {
    async fn stop(&self, still: Still) -> Result<()> {
        if still() {
            self.0.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Until here it would interrupt whatever comes next, which is one that may be sent again.
    fn ended(&self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
