//! The rows that all contenders get a copy of.

use crate::bench::models::{Album, Document, NewAlbum, NewDocument, NewTrack, Play, Sale, Track};
use kit::{BUYER, Engine, Failure, TRACKS, Work, document};
use segue::prelude::*;
use std::time::Duration;

const ALBUMS: i64 = 1_000;
const MEBIBYTE: usize = 1 << 20;

/// Makes them in an empty database.
///
/// # Errors
/// The database's.
pub(super) fn fill(url: &str) -> Result<(), Failure> {
    let db = Database::builder(url).unconfigured().phase(Phase::Sync).connect().wait()?;
    let tables = [Album::def(), Track::def(), Sale::def(), Play::def(), Document::def()];
    create_tables(&db, &tables).wait()?;
    let albums = Album::objects().bulk_create(&db, (0..ALBUMS).map(album)).wait()?;
    // The tracks of an album follow each other, as in a shop's own data.
    let album_of = |number: i64| &albums[(number * ALBUMS / TRACKS) as usize];
    let tracks = (0..TRACKS).map(|number| track(number, album_of(number)));
    Track::objects().bulk_create(&db, tracks.collect::<Vec<_>>()).wait()?;
    // By the database itself: a hundred thousand rows are on their way long enough when they are read.
    for part in 0..10 {
        let first = part * TRACKS;
        let rows = format!("SELECT id + {first}, id, seconds, '{BUYER}' FROM track");
        raw(format!("INSERT INTO play (id, track, pieces, buyer) {rows}")).execute(&db).wait()?;
    }
    for (work, size) in [(Work::Mebibyte, MEBIBYTE), (Work::SixteenMebibytes, 16 * MEBIBYTE)] {
        let new = NewDocument { id: document(work), body: vec![b'x'; size] };
        Document::objects().create(&db, new).wait()?;
    }
    if Engine::of(url) == Some(Engine::Postgres) {
        raw("ANALYZE").execute(&db).wait()?;
    }
    // Closing the last connection brings SQLite's write-ahead log into the file, which can then be copied.
    db.close(Duration::from_secs(10)).wait()?;
    Ok(())
}

/// What the database at `url` says that it is.
///
/// # Errors
/// The database's.
pub(super) fn version(url: &str) -> Result<String, Failure> {
    let (name, sql) = match Engine::of(url) {
        Some(Engine::Postgres) => ("PostgreSQL", "SELECT current_setting('server_version')"),
        Some(Engine::Mysql) => ("MySQL", "SELECT VERSION()"),
        _ => ("SQLite", "SELECT sqlite_version()"),
    };
    let db = Database::builder(url).unconfigured().phase(Phase::Sync).max_connections(1).connect().wait()?;
    let (version,): (String,) = raw(sql).read_only().get(&db).wait()?;
    db.close(Duration::from_secs(10)).wait()?;
    let name = if version.contains("MariaDB") { "MariaDB" } else { name };
    // Without what a distribution adds to it.
    let number = version.split(['-', ' ']).next().unwrap_or_default();
    Ok(format!("{name} {number}"))
}

fn album(number: i64) -> NewAlbum {
    let year = (number % 5 > 0).then_some(1960 + number % 66);
    NewAlbum { title: format!("Album {number} of the collection"), year }
}

fn track(number: i64, album: &Album) -> NewTrack {
    let composer = (number % 3 > 0).then(|| format!("Composer {}", number % 97));
    let price = 0.59 + 0.2 * (number % 5) as f64;
    let name = format!("Track {number}, a piece of music");
    NewTrack { name, composer, seconds: number % 400, price, album: album.key() }
}
