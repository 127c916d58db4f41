//! Operations of a transaction that were dropped before their end.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether an operation has begun and not ended. The lease's lock orders it: one operation at a time.
#[derive(Default)]
pub(super) struct Cut(AtomicBool);

/// An operation that has begun. Dropped, it was cut off.
pub(super) struct Begun<'a>(&'a Cut);

impl Cut {
    /// Notes that an operation begins, before anything is sent.
    pub(super) fn begin(&self) -> Begun<'_> {
        self.0.store(true, Ordering::Relaxed);
        Begun(self)
    }

    /// Whether one was cut off, asked by whoever holds the lease.
    pub(super) fn is_cut(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Forgets it: the session knows.
    pub(super) fn forget(&self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

impl Begun<'_> {
    /// Notes that it has ended.
    pub(super) fn ended(self) {
        self.0.forget();
    }
}
