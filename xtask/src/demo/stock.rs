//! How many pieces of each track are left: the one table that both shops have, and that no page reads.

use segue::{Error, ErrorKind, model::ModelDef, prelude::*};

/// How many pieces of a track are left.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "stock")]
pub(super) struct Stock {
    /// The track's id.
    #[field(primary_key)]
    pub(super) track: i64,
    /// How many are left.
    pub(super) pieces: i64,
}

impl Stock {
    /// How many pieces there are of each at first: enough that none runs out.
    pub(super) const AT_FIRST: i64 = 1_000_000;

    /// Makes the table, with `tracks` rows.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn fill(db: &Database, tracks: u64) -> Result<()> {
        create_tables(db, &[Stock::def() as &'static ModelDef]).await?;
        let rows = (1..=tracks as i64).map(|track| NewStock { track, pieces: Stock::AT_FIRST });
        Stock::objects().bulk_create(db, rows).await.map(drop)
    }

    /// Takes pieces out.
    ///
    /// # Errors
    /// The database's; [`ErrorKind::Application`] where there is no such track.
    pub(super) async fn take(tx: &Transaction, tracks: &[(i64, i64)]) -> Result<()> {
        for (track, pieces) in tracks.iter().copied() {
            let stock = Stock::objects().filter(Stock::track.eq(track));
            let met = stock.update(tx, Stock::pieces.set(Stock::pieces - pieces)).await?;
            if met != 1 {
                let message = format!("the stock of track {track} stands in {met} rows, not in one");
                return Err(Error::new(ErrorKind::Application, message));
            }
        }
        Ok(())
    }

    /// How many pieces are left of all tracks.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn left(db: &Database) -> Result<i64> {
        Stock::objects().aggregate(db, Sum(Stock::pieces)).await.map(Option::unwrap_or_default)
    }
}
