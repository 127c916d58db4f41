//! A bound for the prepared statements that diesel keeps.
//!
//! diesel knows two sizes, unbounded and none. It tells whoever listens of each statement that it keeps: when
//! there are as many as allowed, all of them go. sqlx lets the one go that was not used for longest.

use diesel::connection::{CacheSize, Connection, Instrumentation, InstrumentationEvent};
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
    pub(crate) fn watch(connection: &mut impl Connection, most: usize) -> Self {
        let kept = Arc::new(AtomicUsize::new(0));
        if most == 0 {
            connection.set_prepared_statement_cache_size(CacheSize::Disabled);
        } else {
            connection.set_instrumentation(Listener(kept.clone()));
        }
        Prepared { kept, most }
    }

    /// Whether there is no room for one more.
    pub(crate) fn is_full(&self) -> bool {
        self.most > 0 && self.kept() >= self.most
    }

    /// Forgets all of them.
    pub(crate) fn empty(&self, connection: &mut impl Connection) {
        if self.most > 0 {
            // A cache is only made anew where the size changes.
            connection.set_prepared_statement_cache_size(CacheSize::Disabled);
            connection.set_prepared_statement_cache_size(CacheSize::Unbounded);
            self.kept.store(0, Ordering::Relaxed);
        }
    }

    /// How many statements have been prepared to be kept since the cache was last emptied. One that could not
    /// be prepared counts too.
    pub(crate) fn kept(&self) -> usize {
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

#[cfg(test)]
#[cfg(feature = "sqlite")]
mod tests {
    use crate::{
        connection::Driver,
        sqlite::{Live, Sqlite},
    };
    use orm_api::backend::{Access, Settings, Statement};
    use std::path::Path;

    fn opened(directory: &Path, most: usize) -> Live {
        let mut settings = Settings::new(&format!("sqlite:{}/t.db", directory.display())).unwrap();
        settings.pool.statement_cache = most;
        Sqlite::new(&settings).unwrap().connect().unwrap()
    }

    fn send(live: &mut Live, text: &str, cached: bool) {
        let statement = Statement { cached, ..Statement::plain(text, Access::Read) };
        Sqlite::execute(live, statement).unwrap();
    }

    /// A text is prepared once, however often it is sent; one that is not to be kept is not.
    #[test]
    fn a_text_is_prepared_once() {
        let directory = tempfile::tempdir().unwrap();
        let mut live = opened(directory.path(), 8);
        for _ in 0..5 {
            send(&mut live, "SELECT 1", true);
            send(&mut live, "SELECT 2", true);
            send(&mut live, "SELECT 3", false);
        }
        assert_eq!(live.prepared.kept(), 2);
    }

    /// There are never more than the settings allow, and statements go on after the cache was emptied.
    #[test]
    fn the_cache_is_bounded() {
        let directory = tempfile::tempdir().unwrap();
        for (most, expected) in [(0, 0), (1, 1), (3, 3)] {
            let mut live = opened(directory.path(), most);
            let mut highest = 0;
            for number in 0..10 {
                send(&mut live, &format!("SELECT {number}"), true);
                highest = highest.max(live.prepared.kept());
            }
            assert_eq!(highest, expected, "with room for {most}");
        }
    }
}
