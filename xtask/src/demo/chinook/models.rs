//! Chinook's tables, as far as the shop needs them. Its names differ from Rust's, and its prices are floating point
//! numbers. `PlaylistTrack`, whose key has two columns, is left out.

use segue::prelude::*;

/// Who makes music.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Artist")]
pub(super) struct Artist {
    #[field(primary_key, auto, column = "ArtistId")]
    pub(super) id: i64,
    #[field(column = "Name", max_length = 120)]
    pub(super) name: Option<String>,
    #[field(reverse = Album::artist)]
    pub(super) albums: Many<Album>,
}

/// A collection of tracks.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Album")]
pub(super) struct Album {
    #[field(primary_key, auto, column = "AlbumId")]
    pub(super) id: i64,
    #[field(column = "Title", max_length = 160)]
    pub(super) title: String,
    #[field(column = "ArtistId", on_delete = "no_action")]
    pub(super) artist: ForeignKey<Artist>,
    #[field(reverse = Track::album)]
    pub(super) tracks: Many<Track>,
}

/// What is sold.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Track")]
pub(super) struct Track {
    #[field(primary_key, auto, column = "TrackId")]
    pub(super) id: i64,
    #[field(column = "Name", max_length = 200)]
    pub(super) name: String,
    #[field(column = "AlbumId", on_delete = "no_action")]
    pub(super) album: Option<ForeignKey<Album>>,
    #[field(column = "Composer", max_length = 220)]
    pub(super) composer: Option<String>,
    #[field(column = "Milliseconds")]
    pub(super) milliseconds: i64,
    #[field(column = "Bytes")]
    pub(super) bytes: Option<i64>,
    #[field(column = "UnitPrice", max_digits = 10, decimal_places = 2, stored_as = "number")]
    pub(super) price: Decimal,
}

/// What somebody bought.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Invoice")]
pub(super) struct Invoice {
    /// Given by the client, so that nothing is bought twice.
    #[field(primary_key, column = "InvoiceId")]
    pub(super) number: i64,
    #[field(column = "CustomerId")]
    pub(super) customer: i64,
    #[field(column = "InvoiceDate")]
    pub(super) moment: NaiveDateTime,
    #[field(column = "BillingCountry", max_length = 40)]
    pub(super) country: Option<String>,
    #[field(column = "Total", max_digits = 10, decimal_places = 2, stored_as = "number")]
    pub(super) total: Decimal,
}

/// One track on an invoice.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "InvoiceLine")]
pub(super) struct InvoiceLine {
    #[field(primary_key, auto, column = "InvoiceLineId")]
    pub(super) id: i64,
    #[field(column = "InvoiceId", on_delete = "no_action")]
    pub(super) invoice: ForeignKey<Invoice>,
    #[field(column = "TrackId", on_delete = "no_action")]
    pub(super) track: ForeignKey<Track>,
    #[field(column = "UnitPrice", max_digits = 10, decimal_places = 2, stored_as = "number")]
    pub(super) price: Decimal,
    #[field(column = "Quantity")]
    pub(super) pieces: i64,
}
