//! The tables as Segue has them.

use segue::prelude::*;

/// A collection of tracks.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "album")]
pub(super) struct Album {
    #[field(primary_key, auto)]
    pub(super) id: i64,
    pub(super) title: String,
    pub(super) year: Option<i64>,
    #[field(reverse = Track::album)]
    pub(super) tracks: Many<Track>,
}

/// A piece of music.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "track")]
pub(super) struct Track {
    #[field(primary_key, auto)]
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) composer: Option<String>,
    pub(super) seconds: i64,
    pub(super) price: f64,
    #[field(on_delete = "cascade")]
    pub(super) album: ForeignKey<Album>,
}

/// What is inserted.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "sale")]
pub(super) struct Sale {
    #[field(primary_key, auto)]
    pub(super) id: i64,
    pub(super) track: i64,
    pub(super) pieces: i64,
    pub(super) buyer: String,
}

/// What is streamed.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "play")]
pub(super) struct Play {
    #[field(primary_key, auto)]
    pub(super) id: i64,
    pub(super) track: i64,
    pub(super) pieces: i64,
    pub(super) buyer: String,
}

/// A value of many bytes.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "document")]
pub(super) struct Document {
    #[field(primary_key)]
    pub(super) id: i64,
    pub(super) body: Vec<u8>,
}
