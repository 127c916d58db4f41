//! Segue in one mode, through its public API and its pool.

use crate::bench::{
    contender::{Contender, Failure},
    data,
    models::{NewSale, Sale, Track},
    rows::Tally,
    work::{self, Asked, BUYER, FILTERED, Work},
};
use segue::prelude::*;
use std::path::Path;
use tokio::runtime::Runtime;

/// Segue.
pub(super) struct Segue {
    db: Database,
    mode: Mode,
    runtime: Runtime,
}

impl Segue {
    /// On a copy of `file`.
    ///
    /// # Errors
    /// The database's.
    pub(super) fn open(file: &Path, mode: Mode) -> Result<Self, Failure> {
        let file = data::copy(file, mode.name())?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let url = format!("sqlite:{}", file.display());
        let db = runtime.block_on(Database::builder(&url).unconfigured().phase(mode).connect())?;
        Ok(Segue { db, mode, runtime })
    }
}

/// The work, for an async caller (`.await`) or a blocking one (`.wait()`).
macro_rules! work {
    ($db:expr, $asked:expr, $($end:tt)+) => {{
        let mut tally = Tally::default();
        for turn in $asked.turns.clone() {
            match $asked.work {
                Work::Get => {
                    let track = Track::objects().by_pk(work::key(turn)).get($db)$($end)+?;
                    count(&mut tally, &track)?;
                }
                Work::Insert => {
                    let new = NewSale { track: turn, pieces: 1, buyer: BUYER.to_owned() };
                    let sale = Sale::objects().create($db, new)$($end)+?;
                    tally.sale(sale.id, sale.track, sale.pieces, &sale.buyer);
                }
                work => {
                    for track in query(work, turn).all($db)$($end)+? {
                        count(&mut tally, &track)?;
                    }
                }
            }
        }
        Ok::<Tally, Failure>(tally)
    }};
}

impl Contender for Segue {
    fn name(&self) -> &'static str {
        match self.mode {
            Mode::Sync => "Segue sync",
            Mode::Threaded(_) => "Segue threaded",
            Mode::Native => "Segue native",
        }
    }

    fn peer(&self) -> Option<&'static str> {
        match self.mode {
            Mode::Sync => Some("diesel"),
            Mode::Threaded(_) => None,
            Mode::Native => Some("sqlx"),
        }
    }

    fn run(&mut self, asked: &Asked) -> Result<Tally, Failure> {
        let db = &self.db;
        match self.mode {
            Mode::Sync => work!(db, asked, .wait()),
            _ => self.runtime.block_on(async { work!(db, asked, .await) }),
        }
    }
}

fn query(work: Work, turn: i64) -> QuerySet<Track> {
    let all = Track::objects().order_by(Track::id);
    match work {
        Work::Filter => all.filter(Track::seconds.gt(work::bound(turn))).limit(FILTERED as u64),
        Work::Join => {
            let (first, last) = work::span(turn);
            all.filter(Track::id.between(first, last)).select_related(Track::album)
        }
        _ => all,
    }
}

fn count(tally: &mut Tally, track: &Track) -> segue::Result<()> {
    let numbers = track.id + track.seconds + track.album.id();
    tally.fields(numbers, track.price, &track.name, track.composer.as_deref());
    if track.album.is_loaded() {
        let album = track.album.get()?;
        tally.album(album.id, &album.title, album.year);
    }
    Ok(())
}
