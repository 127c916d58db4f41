//! Rows as somebody without an ORM writes them, and what is counted of all rows.

use serde::{Deserialize, Serialize};

/// A row of `track`, with what it refers to where that was asked for.
#[derive(Clone, Debug)]
pub struct TrackRow {
    /// The key.
    pub id: i64,
    /// The name.
    pub name: String,
    /// By whom, if known.
    pub composer: Option<String>,
    /// How long.
    pub seconds: i64,
    /// What it costs.
    pub price: f64,
    /// On what.
    pub album_id: i64,
    /// On what, loaded along.
    pub album: Option<AlbumRow>,
}

/// A row of `album`.
#[derive(Clone, Debug)]
pub struct AlbumRow {
    /// The key.
    pub id: i64,
    /// The title.
    pub title: String,
    /// From when, if known.
    pub year: Option<i64>,
}

/// A row of `sale`, and of `play`, which has the same columns.
#[derive(Clone, Debug)]
pub struct SaleRow {
    /// The key.
    pub id: i64,
    /// Of what.
    pub track: i64,
    /// How many.
    pub pieces: i64,
    /// To whom.
    pub buyer: String,
}

/// The columns of each, in the order in which Segue selects them.
pub const TRACK_COLUMNS: &str =
    "track.id, track.name, track.composer, track.seconds, track.price, track.album_id";
/// See [`TRACK_COLUMNS`].
pub const ALBUM_COLUMNS: &str = "album.id, album.title, album.year";
/// See [`TRACK_COLUMNS`].
pub const SALE_COLUMNS: &str = "id, track, pieces, buyer";

/// Something of every value that a contender brought: equal for all, or they did not do the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many rows.
    pub rows: u64,
    numbers: i64,
    bytes: usize,
}

impl Tally {
    /// Counts a track.
    pub fn track(&mut self, track: &TrackRow) {
        let TrackRow { id, name, composer, seconds, price, album_id, album } = track;
        self.fields(id + seconds + album_id, *price, name, composer.as_deref());
        if let Some(album) = album {
            self.album(album.id, &album.title, album.year);
        }
    }

    /// Counts what is in a track, of whatever type.
    pub fn fields(&mut self, numbers: i64, price: f64, name: &str, composer: Option<&str>) {
        self.rows += 1;
        self.numbers += numbers + (price * 100.0).round() as i64;
        self.bytes += name.len() + composer.map_or(0, str::len);
    }

    /// Counts an album.
    pub fn album(&mut self, id: i64, title: &str, year: Option<i64>) {
        self.numbers += id + year.unwrap_or_default();
        self.bytes += title.len();
    }

    /// Counts a sale.
    pub fn sale(&mut self, id: i64, track: i64, pieces: i64, buyer: &str) {
        self.rows += 1;
        self.numbers += id + track + pieces;
        self.bytes += buyer.len();
    }

    /// Counts a value of many bytes.
    pub fn document(&mut self, body: &[u8]) {
        self.rows += 1;
        self.bytes += body.len();
        self.numbers += body.last().copied().map_or(0, i64::from);
    }

    /// Counts rows that were changed.
    pub fn changed(&mut self, rows: u64) {
        self.rows += rows;
    }
}
