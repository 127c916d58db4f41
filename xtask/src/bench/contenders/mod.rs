//! The contenders, one file each.

mod diesel;
mod rusqlite;
mod segue;
mod sqlx;

use super::contender::{Contender, Failure};
use ::segue::Mode;
use std::path::Path;

/// All of them, in the order of the table. The first is the bare driver, which the others are measured against.
///
/// # Errors
/// Where a copy of `file` cannot be made or opened.
pub(super) fn all(file: &Path) -> Result<Vec<Box<dyn Contender>>, Failure> {
    Ok(vec![
        Box::new(rusqlite::Rusqlite::open(file)?),
        Box::new(diesel::Diesel::open(file)?),
        Box::new(segue::Segue::open(file, Mode::Sync)?),
        Box::new(segue::Segue::open(file, Mode::Threaded(::segue::Boundary::Operation))?),
        Box::new(sqlx::Sqlx::open(file)?),
        Box::new(segue::Segue::open(file, Mode::Native)?),
    ])
}
