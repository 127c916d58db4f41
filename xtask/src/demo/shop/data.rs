//! What the shop sells: the same in each run.

use super::models::{Album, Artist, Invoice, InvoiceLine, NewAlbum, NewArtist, NewInvoice, NewTrack, Track};
use crate::{demo::stock::Stock, dice::Dice};
use segue::prelude::*;

pub(super) const ARTISTS: u64 = 1_000;
const ALBUMS_EACH: u64 = 5;
const TRACKS_EACH: u64 = 10;
pub(super) const TRACKS: u64 = ARTISTS * ALBUMS_EACH * TRACKS_EACH;
const OLD_INVOICES: u64 = 2_000;

/// Words that names are made of, and that are searched for.
pub(super) const WORDS: [&str; 16] = [
    "River",
    "Glass",
    "Night",
    "Copper",
    "Paper",
    "Winter",
    "Électric",
    "Garden",
    "Silver",
    "Motor",
    "Harbour",
    "Echo",
    "Lantern",
    "Velvet",
    "Signal",
    "Orchard",
];

const COUNTRIES: [&str; 8] =
    ["Argentina", "Canada", "Finland", "Ghana", "India", "Österreich", "Portugal", "日本"];

/// Makes the tables and fills them, through Segue.
///
/// # Errors
/// The database's.
pub(super) async fn make(db: &Database) -> Result<()> {
    let models = [Artist::def(), Album::def(), Track::def(), Invoice::def(), InvoiceLine::def()];
    create_tables(db, &models).await?;
    let mut dice = Dice::new(1973);
    let artists = Artist::objects().bulk_create(db, artists(&mut dice)).await?;
    let albums = Album::objects().bulk_create(db, albums(&artists, &mut dice)).await?;
    Track::objects().bulk_create(db, tracks(&albums, &mut dice)).await?;
    Invoice::objects().bulk_create(db, invoices(&mut dice)).await?;
    Stock::fill(db, TRACKS).await
}

fn name(dice: &mut Dice) -> String {
    format!("{} {}", dice.one_of(&WORDS), dice.one_of(&WORDS))
}

fn artists(dice: &mut Dice) -> Vec<NewArtist> {
    (0..ARTISTS).map(|number| NewArtist { name: format!("{} {number}", name(dice)) }).collect()
}

fn albums(artists: &[Artist], dice: &mut Dice) -> Vec<NewAlbum> {
    let each = artists.iter().flat_map(|artist| (0..ALBUMS_EACH).map(move |_| artist.key()));
    let new = each.map(|artist| {
        let year = 1960 + dice.below(66) as i32;
        // Some days do not exist, and those albums have no date.
        let released = NaiveDate::from_ymd_opt(year, 1 + dice.below(12) as u32, 1 + dice.below(31) as u32);
        NewAlbum { title: name(dice), released, artist }
    });
    new.collect()
}

fn tracks(albums: &[Album], dice: &mut Dice) -> Vec<NewTrack> {
    let each = albums.iter().flat_map(|album| (0..TRACKS_EACH).map(move |_| album.key()));
    let new = each.map(|album| {
        let price = Decimal::new(59 + 20 * dice.below(5) as i64, 2);
        NewTrack { name: name(dice), seconds: 90 + dice.below(400) as i32, price, album }
    });
    new.collect()
}

/// Those of past years, which the report adds up.
fn invoices(dice: &mut Dice) -> Vec<NewInvoice> {
    let new = (0..OLD_INVOICES).map(|number| {
        let day = NaiveDate::from_yo_opt(2025, 1 + dice.below(365) as u32).unwrap_or_default();
        let country = dice.one_of(&COUNTRIES).to_owned();
        NewInvoice { number: number as i64, day, country, total: Decimal::new(dice.below(5_000) as i64, 2) }
    });
    new.collect()
}
