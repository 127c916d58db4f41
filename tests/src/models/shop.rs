//! Records, who makes them, and what is on them.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use segue::prelude::*;

/// Who makes records.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "artist")]
pub struct Artist {
    /// The key.
    #[field(primary_key, auto)]
    pub id: i64,
    /// The name.
    #[field(max_length = 120, unique)]
    pub name: String,
    /// Where from, if known.
    pub country: Option<String>,
    /// The records.
    #[field(reverse = Album::artist)]
    pub albums: Many<Album>,
}

/// A record.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "album")]
pub struct Album {
    /// The key.
    #[field(primary_key, auto)]
    pub id: i64,
    /// The title.
    #[field(max_length = 160, index)]
    pub title: String,
    /// What it costs.
    #[field(max_digits = 10, decimal_places = 2)]
    pub price: Decimal,
    /// When it came out, if known.
    pub released: Option<NaiveDate>,
    /// How many there are.
    #[field(default = 0)]
    pub stock: i32,
    /// What listeners think, if any do.
    #[field(default)]
    pub rating: Option<f64>,
    /// By whom.
    #[field(column = "artist_id", on_delete = "cascade")]
    pub artist: ForeignKey<Artist>,
    /// What is on it.
    #[field(reverse = Track::album)]
    pub tracks: Many<Track>,
}

/// A piece on a record.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "track")]
pub struct Track {
    /// The key.
    #[field(primary_key, auto)]
    pub id: i64,
    /// The title.
    pub title: String,
    /// How long, in seconds.
    pub seconds: i32,
    /// On which record.
    #[field(on_delete = "restrict")]
    pub album: ForeignKey<Album>,
    /// By whom, if by somebody else.
    #[field(on_delete = "set_null")]
    pub composer: Option<ForeignKey<Artist>>,
}

/// A word, by which things are found. Its key is given, not numbered.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "tag")]
pub struct Tag {
    /// The word.
    #[field(primary_key, max_length = 20)]
    pub code: String,
    /// What it means.
    pub label: String,
}
