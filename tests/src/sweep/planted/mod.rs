//! What the sweep must find.

mod segue;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod sqlx;

use libtest_mimic::Trial;

/// One trial for each fault that is planted, named `planted::what`.
pub fn trials() -> Vec<Trial> {
    let mut trials = segue::trials();
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    trials.extend(sqlx::trials());
    trials
}
