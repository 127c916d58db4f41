//! What is asked of the shop, and bought in it.

use super::{
    data,
    models::{Album, Artist, Invoice, InvoiceLine, NewInvoice, NewInvoiceLine, Track},
};
use crate::{
    demo::{
        answer::Answer,
        stock::Stock,
        workload::{Kept, Page, Purchase, Question, Workload},
    },
    numbers::grouped,
};
use async_trait::async_trait;
use segue::prelude::*;
use std::{collections::HashMap, fmt};

/// The shop.
pub(in crate::demo) struct Shop {
    stock_at_first: i64,
}

impl Shop {
    /// Makes it.
    ///
    /// # Errors
    /// The database's.
    pub(in crate::demo) async fn make(db: &Database) -> Result<Self> {
        data::make(db).await?;
        Ok(Shop { stock_at_first: Stock::left(db).await? })
    }
}

impl fmt::Display for Shop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} artists and {} tracks", grouped(data::ARTISTS), grouped(data::TRACKS))
    }
}

#[async_trait]
impl Workload for Shop {
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
            let invoice =
                NewInvoice { number: purchase.number, day: today(), country: "Finland".into(), total };
            let invoice = Invoice::objects().create(tx, invoice).await?.key();
            let lines = purchase.tracks.iter().map(|(track, pieces)| NewInvoiceLine {
                invoice: invoice.clone(),
                track: ForeignKey::new(*track),
                pieces: *pieces,
                price: price(track),
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
        data::TRACKS
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
    let key = 1 + which as i64 * (data::ARTISTS / Question::EACH) as i64;
    let artist = Artist::objects().by_pk(key).prefetch_related(Artist::albums.with(albums)).get(db).await?;
    let mut answer = Answer::new();
    // Shows all that is loaded into it.
    answer.add(&artist);
    Ok(answer)
}

/// Short tracks with a word in their name, with album and artist.
async fn search(db: &Database, which: u64) -> Result<Answer> {
    // SQLite takes `É` and `é` for two letters (D-30).
    let word = data::WORDS[which as usize % data::WORDS.len()].to_ascii_lowercase();
    let tracks = Track::objects()
        .filter(Track::name.icontains(word) & Track::seconds.lt(200))
        .select_related(Track::album.to(Album::artist))
        .order_by(Track::id)
        .limit(20);
    let mut answer = Answer::new();
    for track in tracks.all(db).await? {
        answer.add(&track);
        answer.add(track.album.get()?);
        answer.add(track.album.get()?.artist.get()?);
    }
    Ok(answer)
}

/// Invoices and revenue by country, for those of the past above a total.
async fn report(db: &Database, which: u64) -> Result<Answer> {
    let past = Invoice::objects()
        .filter(Invoice::day.lt(today()) & Invoice::total.ge(Decimal::from(which)))
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

/// The day of all purchases: a clock would make each run another.
fn today() -> NaiveDate {
    NaiveDate::from_yo_opt(2026, 1).unwrap_or_default()
}
