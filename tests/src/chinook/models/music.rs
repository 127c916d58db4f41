//! What is sold.

use segue::prelude::*;

/// Who makes music.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Artist")]
pub(in crate::chinook) struct Artist {
    #[field(primary_key, auto, column = "ArtistId")]
    pub(super) id: i64,
    #[field(column = "Name", max_length = 120)]
    name: Option<String>,
}

/// A collection of tracks.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Album")]
pub(in crate::chinook) struct Album {
    #[field(primary_key, auto, column = "AlbumId")]
    pub(super) id: i64,
    #[field(column = "Title", max_length = 160)]
    title: String,
    #[field(column = "ArtistId", on_delete = "no_action")]
    artist: ForeignKey<Artist>,
}

/// A kind of music.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Genre")]
pub(in crate::chinook) struct Genre {
    #[field(primary_key, auto, column = "GenreId")]
    pub(super) id: i64,
    #[field(column = "Name", max_length = 120)]
    name: Option<String>,
}

/// A kind of file.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "MediaType")]
pub(in crate::chinook) struct MediaType {
    #[field(primary_key, auto, column = "MediaTypeId")]
    pub(super) id: i64,
    #[field(column = "Name", max_length = 120)]
    name: Option<String>,
}

/// A list of tracks.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Playlist")]
pub(in crate::chinook) struct Playlist {
    #[field(primary_key, auto, column = "PlaylistId")]
    pub(super) id: i64,
    #[field(column = "Name", max_length = 120)]
    name: Option<String>,
}

/// A piece of music.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Track")]
pub(in crate::chinook) struct Track {
    #[field(primary_key, auto, column = "TrackId")]
    pub(super) id: i64,
    #[field(column = "Name", max_length = 200)]
    name: String,
    #[field(column = "AlbumId", on_delete = "no_action")]
    album: Option<ForeignKey<Album>>,
    #[field(column = "MediaTypeId", on_delete = "no_action")]
    media_type: ForeignKey<MediaType>,
    #[field(column = "GenreId", on_delete = "no_action")]
    genre: Option<ForeignKey<Genre>>,
    #[field(column = "Composer", max_length = 220)]
    composer: Option<String>,
    #[field(column = "Milliseconds")]
    milliseconds: i64,
    #[field(column = "Bytes")]
    bytes: Option<i64>,
    #[field(column = "UnitPrice", max_digits = 10, decimal_places = 2, stored_as = "number")]
    unit_price: Decimal,
}
