//! Rows as they come.

use crate::bench::models::Play;
use kit::{Asked, Failure, Tally};
use segue::prelude::*;

/// An iterator: what a blocking caller has in every phase.
///
/// # Errors
/// The database's.
pub(super) fn blocking(db: &Database, asked: &Asked) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for _ in asked.turns.clone() {
        for play in Play::objects().iter(db) {
            played(&mut tally, &play?);
        }
    }
    Ok(tally)
}

/// A stream: what an async caller has in every phase.
///
/// # Errors
/// The database's.
pub(super) async fn asynchronous(db: &Database, asked: &Asked) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for _ in asked.turns.clone() {
        let mut rows = Play::objects().stream(db);
        while let Some(play) = rows.try_next().await? {
            played(&mut tally, &play);
        }
    }
    Ok(tally)
}

fn played(tally: &mut Tally, play: &Play) {
    tally.sale(play.id, play.track, play.pieces, &play.buyer);
}
