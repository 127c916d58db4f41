//! Puts every case through every set-up and every style, one trial each.

mod compare;
mod drive;
mod panics;
mod style;
mod trials;

pub use drive::{Outcome, run};
pub use panics::{caught, collect_panics, fail};
pub use style::Style;
pub use trials::{Shared, trials};

pub use compare::difference;
