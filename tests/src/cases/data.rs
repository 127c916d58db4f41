//! What most cases begin with.

use crate::{
    Fixture,
    models::{Album, Artist, NewAlbum, NewArtist, NewTrack, Track},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use segue::{Engine, Result, model::NewModel, prelude::*};

/// A small shop.
pub(super) struct Shop {
    pub(super) floyd: Artist,
    pub(super) bjork: Artist,
    pub(super) nobody: Artist,
    pub(super) animals: Album,
    pub(super) meddle: Album,
    pub(super) debut: Album,
    /// Its title is full of what is special in patterns; it has no date and no rating.
    pub(super) odd: Album,
}

/// So many hundredths.
pub(super) fn cents(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

/// A day. The last one of the calendar where there is no such day.
pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MAX)
}

/// An artist to be made.
pub(super) fn artist(name: &str, country: Option<&str>) -> NewArtist {
    NewArtist { name: name.to_owned(), country: country.map(str::to_owned) }
}

/// An album to be made.
pub(super) fn album(title: &str, price: i64, released: Option<NaiveDate>, by: &Artist) -> NewAlbum {
    NewAlbum { title: title.to_owned(), price: cents(price), released, artist: by.key() }
}

/// A track to be made.
pub(super) fn track(title: &str, seconds: i32, on: &Album, composer: Option<&Artist>) -> NewTrack {
    NewTrack { title: title.to_owned(), seconds, album: on.key(), composer: composer.map(Keyed::key) }
}

/// The most parameters of one statement: SQLite's own limit (D-24), and that of the servers' protocols, which count in
/// 16 bits (D-65).
pub(super) fn most_parameters(fix: &Fixture) -> usize {
    if fix.engine() == Engine::Sqlite { 32_766 } else { 65_535 }
}

/// How many statements make rows and read them: on MySQL and MariaDB two, since what MariaDB's `RETURNING` gives back
/// cannot be read by diesel (D-91).
pub(super) fn to_create(fix: &Fixture) -> usize {
    if fix.engine() == Engine::MySql { 2 } else { 1 }
}

/// The key that the database gives to the next row, of which it would be `next`, after a row whose key was given as `given`.
pub(super) fn numbered_after(fix: &Fixture, next: i64, given: i64) -> Result<i64> {
    Ok(if fix.db().capabilities()?.numbers_above_given_keys { given + 1 } else { next })
}

/// What begins a transaction that writes.
pub(super) fn begins(fix: &Fixture) -> &'static str {
    fix.sql("BEGIN IMMEDIATE", "BEGIN", "START TRANSACTION")
}

/// Employees with the keys from 1, made by another program.
pub(super) fn employees(fix: &Fixture, number: u32) -> Result<()> {
    let rows: Vec<String> = (1..=number).map(|id| format!("({id}, 'x')")).collect();
    fix.place().neutral()?.execute(&format!("INSERT INTO employee (id, name) VALUES {}", rows.join(", ")))
}

/// Stocks the shop. What that sends is forgotten.
pub(super) async fn shop(fix: &Fixture) -> Result<Shop> {
    let db = fix.db();
    let artists = [artist("Pink Floyd", Some("UK")), artist("Björk", Some("IS")), artist("Nobody", None)];
    let made = fix.quiet(Artist::objects().bulk_create(db, artists)).await?;
    let [floyd, bjork, nobody] = exactly(made)?;
    let albums = [
        album("Animals", 990, Some(day(1977, 1, 21)), &floyd)
            .with(Album::stock, 5)
            .with(Album::rating, Some(4.5)),
        album("Meddle", 800, Some(day(1971, 10, 31)), &floyd)
            .with(Album::stock, 0)
            .with(Album::rating, Some(4.0)),
        album("Debut", 1250, Some(day(1993, 7, 5)), &bjork)
            .with(Album::stock, 7)
            .with(Album::rating, Some(4.0)),
        album(r"100% _pure_ \o/", 5, None, &bjork).with(Album::stock, 1).with(Album::rating, None),
    ];
    let made = fix.quiet(Album::objects().bulk_create(db, albums)).await?;
    let [animals, meddle, debut, odd] = exactly(made)?;
    let tracks = [
        track("Dogs", 1024, &animals, None),
        track("Sheep", 620, &animals, Some(&bjork)),
        track("Echoes", 1411, &meddle, Some(&floyd)),
        track("Venus as a Boy", 281, &debut, None),
    ];
    fix.quiet(Track::objects().bulk_create(db, tracks)).await?;
    fix.forget();
    Ok(Shop { floyd, bjork, nobody, animals, meddle, debut, odd })
}

fn exactly<T, const N: usize>(made: Vec<T>) -> Result<[T; N]> {
    let found = made.len();
    made.try_into()
        .map_err(|_| Error::new(ErrorKind::Internal, format!("{found} rows were made, expected {N}")))
}

/// The titles of albums.
pub(super) fn titles(albums: &[Album]) -> Vec<&str> {
    albums.iter().map(|album| album.title.as_str()).collect()
}

/// Asserts that just the albums with these titles satisfy `condition`.
pub(super) async fn finds(fix: &Fixture, condition: Q<Album>, expected: &[&str]) -> Result<()> {
    let query = Album::objects().filter(condition).order_by(Album::id).values_flat(Album::title);
    let found = fix.run(query.all(fix.db())).await?;
    assert_eq!(found, expected, "other albums satisfy {:?}", query.tree().filters);
    Ok(())
}
