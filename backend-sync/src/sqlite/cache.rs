//! A bound for the prepared statements that diesel keeps.
//!
//! diesel knows two sizes, unbounded and none. It tells whoever listens of each statement that it keeps: when
//! there are as many as allowed, all of them go. sqlx lets the one go that was not used for longest.

use diesel::{
    connection::{CacheSize, Connection, Instrumentation, InstrumentationEvent},
    sqlite::SqliteConnection,
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Counts the statements that a connection keeps prepared.
pub(crate) struct Prepared {
    kept: Arc<AtomicUsize>,
    most: usize,
}

impl Prepared {
    /// Keeps at most `most` statements; none if that is 0.
    pub(super) fn watch(connection: &mut SqliteConnection, most: usize) -> Self {
        let kept = Arc::new(AtomicUsize::new(0));
        if most == 0 {
            connection.set_prepared_statement_cache_size(CacheSize::Disabled);
        } else {
            connection.set_instrumentation(Listener(kept.clone()));
        }
        Prepared { kept, most }
    }

    /// Makes room for one more.
    pub(super) fn keep_bounded(&self, connection: &mut SqliteConnection) {
        if self.most > 0 && self.kept() >= self.most {
            // A cache is only made anew where the size changes.
            connection.set_prepared_statement_cache_size(CacheSize::Disabled);
            connection.set_prepared_statement_cache_size(CacheSize::Unbounded);
            self.kept.store(0, Ordering::Relaxed);
        }
    }

    /// How many statements have been prepared to be kept since the cache was last emptied. One that could not
    /// be prepared counts too.
    pub(super) fn kept(&self) -> usize {
        self.kept.load(Ordering::Relaxed)
    }
}

/// Hears of each statement that diesel is about to keep.
struct Listener(Arc<AtomicUsize>);

impl Instrumentation for Listener {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}
