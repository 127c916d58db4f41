//! The shop's tables.

use segue::prelude::*;

/// Who makes music.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "artist")]
pub(super) struct Artist {
    #[field(primary_key, auto)]
    pub(super) id: i64,
    #[field(max_length = 120)]
    pub(super) name: String,
    #[field(reverse = Album::artist)]
    pub(super) albums: Many<Album>,
}

/// A collection of tracks.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "album")]
pub(super) struct Album {
    #[field(primary_key, auto)]
    pub(super) id: i64,
    #[field(max_length = 160, index)]
    pub(super) title: String,
    pub(super) released: Option<NaiveDate>,
    #[field(on_delete = "cascade", index)]
    pub(super) artist: ForeignKey<Artist>,
    #[field(reverse = Track::album)]
    pub(super) tracks: Many<Track>,
}

/// What is sold.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "track")]
pub(super) struct Track {
    #[field(primary_key, auto)]
    pub(super) id: i64,
    #[field(max_length = 200)]
    pub(super) name: String,
    pub(super) seconds: i32,
    #[field(max_digits = 10, decimal_places = 2)]
    pub(super) price: Decimal,
    #[field(on_delete = "cascade", index)]
    pub(super) album: ForeignKey<Album>,
}

/// What somebody bought.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "invoice")]
pub(super) struct Invoice {
    #[field(primary_key, auto)]
    pub(super) id: i64,
    /// Made by the client, so that nothing is bought twice.
    #[field(unique)]
    pub(super) number: i64,
    #[field(index)]
    pub(super) day: NaiveDate,
    #[field(max_length = 40)]
    pub(super) country: String,
    #[field(max_digits = 10, decimal_places = 2)]
    pub(super) total: Decimal,
}

/// One track on an invoice.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "invoice_line")]
pub(super) struct InvoiceLine {
    #[field(primary_key, auto)]
    pub(super) id: i64,
    #[field(on_delete = "cascade", index)]
    pub(super) invoice: ForeignKey<Invoice>,
    #[field(on_delete = "restrict", index)]
    pub(super) track: ForeignKey<Track>,
    pub(super) pieces: i64,
    #[field(max_digits = 10, decimal_places = 2)]
    pub(super) price: Decimal,
}
