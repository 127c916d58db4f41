//! The way through the phases.

use segue::{Boundary, Mode};

/// All four modes, and back.
pub(super) const LEGS: [Mode; 7] = [
    Mode::Sync,
    Mode::Threaded(Boundary::Operation),
    Mode::Threaded(Boundary::Driver),
    Mode::Native,
    Mode::Threaded(Boundary::Driver),
    Mode::Threaded(Boundary::Operation),
    Mode::Sync,
];
