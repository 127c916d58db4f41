//! The work, once for an async caller (`.await`) and once for a blocking one (`.wait()`).

use crate::bench::models::{Album, Document, NewSale, Sale, Track};
use kit::{Asked, BATCH, BUYER, FILTERED, Failure, Tally, Work, apart, bound, document, key, keys, span};
use segue::prelude::*;

/// Every turn of the work; `$end` waits for an operation.
macro_rules! work {
    ($db:expr, $asked:expr, $($end:tt)+) => {{
        let (db, work, mut tally) = ($db, $asked.work, Tally::default());
        if work == Work::Held {
            let tx = db.begin()$($end)+?;
            for turn in $asked.turns.clone() {
                count(&mut tally, &Track::objects().by_pk(key(turn)).get(&tx)$($end)+?)?;
            }
            tx.commit()$($end)+?;
            return Ok(tally);
        }
        for turn in $asked.turns.clone() {
            match work {
                Work::Pooled => count(&mut tally, &Track::objects().by_pk(key(turn)).get(db)$($end)+?)?,
                Work::Insert => sold(&mut tally, &Sale::objects().create(db, new(turn))$($end)+?),
                Work::Bulk => {
                    let made = Sale::objects().bulk_create(db, (0..BATCH).map(new))$($end)+?;
                    made.iter().for_each(|sale| sold(&mut tally, sale));
                }
                Work::Prefetch => {
                    let albums = albums(turn).all(db)$($end)+?;
                    albums.iter().try_for_each(|album| collected(&mut tally, album))?;
                }
                Work::Mebibyte | Work::SixteenMebibytes => {
                    let found = Document::objects().by_pk(document(work)).get(db)$($end)+?;
                    tally.document(&found.body);
                }
                Work::Update | Work::UpdateMany => {
                    let one_more = Track::seconds.set(Track::seconds + 1);
                    tally.changed(changed(work, turn).update(db, one_more)$($end)+?);
                }
                Work::BulkUpdate => {
                    let tracks: Vec<_> = apart(turn).map(changed_to).collect();
                    let changed = Track::objects().bulk_update(db, &tracks, Track::seconds);
                    tally.changed(changed$($end)+?);
                }
                Work::Transaction => {
                    let tx = db.begin()$($end)+?;
                    let track = Track::objects().by_pk(key(turn)).get(&tx)$($end)+?;
                    count(&mut tally, &track)?;
                    let set = Track::seconds.set(track.seconds + 1);
                    tally.changed(Track::objects().by_pk(track.id).update(&tx, set)$($end)+?);
                    sold(&mut tally, &Sale::objects().create(&tx, new(turn))$($end)+?);
                    tx.commit()$($end)+?;
                }
                _ => {
                    let tracks = tracks(work, turn).all(db)$($end)+?;
                    tracks.iter().try_for_each(|track| count(&mut tally, track))?;
                }
            }
        }
        Ok(tally)
    }};
}

/// By `.wait()`.
///
/// # Errors
/// The database's.
pub(super) fn blocking(db: &Database, asked: &Asked) -> Result<Tally, Failure> {
    work!(db, asked, .wait())
}

/// By `.await`.
///
/// # Errors
/// The database's.
pub(super) async fn asynchronous(db: &Database, asked: &Asked) -> Result<Tally, Failure> {
    work!(db, asked, .await)
}

pub(super) fn tracks(work: Work, turn: i64) -> QuerySet<Track> {
    let all = Track::objects().order_by(Track::id);
    match work {
        Work::Filter => all.filter(Track::seconds.gt(bound(turn))).limit(FILTERED as u64),
        Work::Join => {
            let (first, last) = span(turn);
            all.filter(Track::id.between(first, last)).select_related(Track::album)
        }
        _ => all,
    }
}

fn albums(turn: i64) -> QuerySet<Album> {
    let (first, last) = keys(turn);
    let tracks = Album::tracks.with(Track::objects().order_by(Track::id));
    Album::objects().filter(Album::id.between(first, last)).order_by(Album::id).prefetch_related(tracks)
}

fn changed(work: Work, turn: i64) -> QuerySet<Track> {
    let (first, last) = span(turn);
    match work {
        Work::Update => Track::objects().by_pk(key(turn)),
        _ => Track::objects().filter(Track::id.between(first, last)),
    }
}

fn changed_to((id, seconds): (i64, i64)) -> Track {
    Track { id, name: String::new(), composer: None, seconds, price: 0.0, album: ForeignKey::new(1) }
}

fn new(track: i64) -> NewSale {
    NewSale { track, pieces: 1, buyer: BUYER.to_owned() }
}

fn sold(tally: &mut Tally, sale: &Sale) {
    tally.sale(sale.id, sale.track, sale.pieces, &sale.buyer);
}

fn collected(tally: &mut Tally, album: &Album) -> segue::Result<()> {
    tally.album(album.id, &album.title, album.year);
    album.tracks.get()?.iter().try_for_each(|track| count(tally, track))
}

/// Counts a track, and its album where it was loaded along.
pub(super) fn count(tally: &mut Tally, track: &Track) -> segue::Result<()> {
    let numbers = track.id + track.seconds + track.album.id();
    tally.fields(numbers, track.price, &track.name, track.composer.as_deref());
    if track.album.is_loaded() {
        let album = track.album.get()?;
        tally.album(album.id, &album.title, album.year);
    }
    Ok(())
}
