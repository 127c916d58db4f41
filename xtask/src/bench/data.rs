//! The file that all contenders get a copy of.

use super::{
    contender::Failure,
    models::{Album, NewAlbum, NewTrack, Sale, Track},
    work::TRACKS,
};
use segue::prelude::*;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

const ALBUMS: i64 = 1_000;

/// Makes it in `folder`.
///
/// # Errors
/// The database's.
pub(super) fn make(folder: &Path) -> Result<PathBuf, Failure> {
    let file = folder.join("original.db");
    let url = format!("sqlite:{}", file.display());
    let db = Database::builder(&url).unconfigured().phase(Phase::Sync).connect().wait()?;
    create_tables(&db, &[Album::def(), Track::def(), Sale::def()]).wait()?;
    let albums = Album::objects().bulk_create(&db, (0..ALBUMS).map(album)).wait()?;
    let tracks = (0..TRACKS).zip(albums.iter().cycle()).map(|(number, album)| track(number, album));
    Track::objects().bulk_create(&db, tracks.collect::<Vec<_>>()).wait()?;
    // Closing the last connection brings the write-ahead log into the file, which can then be copied.
    db.close(Duration::from_secs(10)).wait()?;
    Ok(file)
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

/// A copy of `file` for the contender `name`.
///
/// # Errors
/// Where it cannot be written.
pub(super) fn copy(file: &Path, name: &str) -> Result<PathBuf, Failure> {
    let copy = file.with_file_name(format!("{}.db", name.replace(['/', ' '], "-")));
    std::fs::copy(file, &copy)?;
    Ok(copy)
}

/// What Segue opens `file` with, for the session settings that every contender gets.
///
/// # Errors
/// Where the path is none that a URL can hold.
pub(super) fn settings(file: &Path) -> Result<segue::Settings, Failure> {
    Ok(segue::Settings::new(&format!("sqlite:{}", file.display()))?)
}
