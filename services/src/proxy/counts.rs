//! What has passed through a proxy.

use std::sync::atomic::{AtomicU64, Ordering};

/// What has passed through a proxy since it was started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Connections that clients have made.
    pub connections: u64,
    /// Bytes that servers were sent.
    pub sent: u64,
    /// Bytes that clients were sent.
    pub received: u64,
    /// Requests that were replied to: however many messages a client sends before the server answers, and however many
    /// the answer has, they are one.
    pub round_trips: u64,
}

/// Counts while it runs.
#[derive(Default)]
pub(super) struct Meter {
    connections: AtomicU64,
    sent: AtomicU64,
    received: AtomicU64,
    round_trips: AtomicU64,
}

impl Meter {
    pub(super) fn connection(&self) {
        self.connections.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn sent(&self, bytes: usize) {
        self.sent.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(super) fn received(&self, bytes: usize) {
        self.received.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(super) fn round_trip(&self) {
        self.round_trips.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn read(&self) -> Counts {
        Counts {
            connections: self.connections.load(Ordering::Relaxed),
            sent: self.sent.load(Ordering::Relaxed),
            received: self.received.load(Ordering::Relaxed),
            round_trips: self.round_trips.load(Ordering::Relaxed),
        }
    }
}
