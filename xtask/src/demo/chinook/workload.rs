//! What is asked of Chinook, and bought in it.

use super::models::{Album, Artist, Invoice, InvoiceLine, NewInvoice, NewInvoiceLine, Track};
use crate::demo::{
    answer::Answer,
    stock::Stock,
    workload::{Kept, Page, Purchase, Question, Workload},
};
use async_trait::async_trait;
use segue::prelude::*;
use std::collections::HashMap;

/// A Chinook database with a table of our own for the stock.
pub(in crate::demo) struct Chinook {
    tracks: u64,
    stock_at_first: i64,
}

/// Words that are searched for.
const WORDS: [&str; 8] = ["love", "night", "rock", "heart", "blue", "time", "day", "fire"];

/// Whoever buys: a customer that Chinook has.
const CUSTOMER: i64 = 1;

impl Chinook {
    /// Adds the stock.
    ///
    /// # Errors
    /// The database's, such as a missing table where it is no Chinook database.
    pub(in crate::demo) async fn prepare(db: &Database) -> Result<Self> {
        let greatest = Track::objects().aggregate(db, Max(Track::id)).await?;
        let tracks = greatest.unwrap_or_default().unsigned_abs();
        Stock::fill(db, tracks).await?;
        Ok(Chinook { tracks, stock_at_first: Stock::left(db).await? })
    }
}

#[async_trait]
impl Workload for Chinook {
    async fn ask(&self, db: &Database, question: Question) -> Result<Answer> {
        match question.page {
            Page::Catalogue => catalogue(db, question.which).await,
            Page::Detail => detail(db, question.which).await,
            Page::Search => search(db, question.which).await,
            Page::Report => report(db, question.which).await,
        }
    }

    async fn buy(&self, db: &Database, purchase: &Purchase) -> Result<()> {
        db.atomic(async |tx| {
            let prices = prices(tx, purchase).await?;
            let price = |track: &i64| prices.get(track).copied().unwrap_or_default();
            let total =
                purchase.tracks.iter().map(|(track, pieces)| price(track) * Decimal::from(*pieces)).sum();
            let (number, country) = (purchase.number, Some("Finland".to_owned()));
            let invoice = NewInvoice { number, customer: CUSTOMER, moment: now(), country, total };
            let invoice = Invoice::objects().create(tx, invoice).await?.key();
            let lines = purchase.tracks.iter().map(|(track, pieces)| NewInvoiceLine {
                invoice: invoice.clone(),
                track: ForeignKey::new(*track),
                price: price(track),
                pieces: *pieces,
            });
            InvoiceLine::objects().bulk_create(tx, lines).await?;
            Stock::take(tx, &purchase.tracks).await
        })
        .await
    }

    async fn kept(&self, db: &Database) -> Result<Kept> {
        let bought = Invoice::objects().filter(Invoice::number.ge(Purchase::FIRST));
        let lines = InvoiceLine::objects()
            .filter(InvoiceLine::invoice.to(Invoice::number).ge(Purchase::FIRST))
            .values(InvoiceLine::invoice.to(Invoice::number))
            .annotate((Count::all(), Sum(InvoiceLine::pieces)));
        Ok(Kept {
            invoices: bought.values_flat(Invoice::number).all(db).await?,
            lines: lines.all(db).await?,
            left: Stock::left(db).await?,
        })
    }

    fn tracks(&self) -> u64 {
        self.tracks
    }

    fn stock_at_first(&self) -> i64 {
        self.stock_at_first
    }
}

/// Albums in the order of their titles, each with its artist.
async fn catalogue(db: &Database, page: u64) -> Result<Answer> {
    const ROWS: u64 = 20;
    let albums = Album::objects().order_by((Album::title, Album::id)).select_related(Album::artist);
    let mut answer = Answer::new();
    for album in albums.limit(ROWS).offset(page * ROWS).all(db).await? {
        answer.add(&album);
        answer.add(album.artist.get()?);
    }
    Ok(answer)
}

/// An artist with albums, each with its tracks.
async fn detail(db: &Database, which: u64) -> Result<Answer> {
    let tracks = Track::objects().order_by(Track::id);
    let albums = Album::objects().order_by(Album::id).prefetch_related(Album::tracks.with(tracks));
    // Among the first artists are those with most albums.
    let artist = Artist::objects().order_by(Artist::id).offset(which * 7).limit(1);
    let mut answer = Answer::new();
    answer.add(&artist.prefetch_related(Artist::albums.with(albums)).get(db).await?);
    Ok(answer)
}

/// Short tracks with a word in their name, with album and artist.
async fn search(db: &Database, which: u64) -> Result<Answer> {
    let word = WORDS[which as usize % WORDS.len()];
    let minutes = 3 + which as i64 / WORDS.len() as i64;
    let tracks = Track::objects()
        .filter(Track::name.icontains(word) & Track::milliseconds.lt(minutes * 60_000))
        .select_related(Track::album.to(Album::artist))
        .order_by((Track::name, Track::id))
        .limit(20);
    let mut answer = Answer::new();
    for track in tracks.all(db).await? {
        answer.add(&track);
        let Some(album) = &track.album else { continue };
        answer.add(album.get()?);
        answer.add(album.get()?.artist.get()?);
    }
    Ok(answer)
}

/// Invoices and revenue by country, for those of the past above a total.
async fn report(db: &Database, which: u64) -> Result<Answer> {
    let past = Invoice::objects()
        .filter(Invoice::moment.lt(now()) & Invoice::total.ge(Decimal::from(which)))
        .values(Invoice::country)
        .annotate((Count::all(), Sum(Invoice::total), Max(Invoice::total)))
        .order_by(Invoice::country);
    let mut answer = Answer::new();
    for row in past.all(db).await? {
        answer.add(&row);
    }
    Ok(answer)
}

async fn prices(tx: &Transaction, purchase: &Purchase) -> Result<HashMap<i64, Decimal>> {
    let ids = purchase.tracks.iter().map(|(track, _)| *track);
    let tracks = Track::objects().filter(Track::id.is_in(ids)).values((Track::id, Track::price));
    Ok(tracks.all(tx).await?.into_iter().collect())
}

/// The moment of all purchases, after Chinook's last: a clock would make each run another.
fn now() -> NaiveDateTime {
    NaiveDate::from_yo_opt(2030, 1).unwrap_or_default().and_time(NaiveTime::MIN)
}
