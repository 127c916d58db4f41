//! Rows as somebody without an ORM writes them, and what is counted of all rows.

/// A row of `track`, with what it refers to where that was asked for.
pub(super) struct TrackRow {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) composer: Option<String>,
    pub(super) seconds: i64,
    pub(super) price: f64,
    pub(super) album_id: i64,
    pub(super) album: Option<AlbumRow>,
}

/// A row of `album`.
pub(super) struct AlbumRow {
    pub(super) id: i64,
    pub(super) title: String,
    pub(super) year: Option<i64>,
}

/// A row of `sale`.
pub(super) struct SaleRow {
    pub(super) id: i64,
    pub(super) track: i64,
    pub(super) pieces: i64,
    pub(super) buyer: String,
}

/// The columns of each, in the order in which Segue selects them.
pub(super) const TRACK_COLUMNS: &str =
    "track.id, track.name, track.composer, track.seconds, track.price, track.album_id";
/// See [`TRACK_COLUMNS`].
pub(super) const ALBUM_COLUMNS: &str = "album.id, album.title, album.year";

/// Something of every value that a contender brought: equal for all, or they did not do the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    rows: u64,
    numbers: i64,
    bytes: usize,
}

impl Tally {
    /// Counts a track.
    pub(super) fn track(&mut self, track: &TrackRow) {
        let TrackRow { id, name, composer, seconds, price, album_id, album } = track;
        self.fields(id + seconds + album_id, *price, name, composer.as_deref());
        if let Some(album) = album {
            self.album(album.id, &album.title, album.year);
        }
    }

    /// Counts what is in a track, of whatever type.
    pub(super) fn fields(&mut self, numbers: i64, price: f64, name: &str, composer: Option<&str>) {
        self.rows += 1;
        self.numbers += numbers + (price * 100.0).round() as i64;
        self.bytes += name.len() + composer.map_or(0, str::len);
    }

    /// Counts an album.
    pub(super) fn album(&mut self, id: i64, title: &str, year: Option<i64>) {
        self.numbers += id + year.unwrap_or_default();
        self.bytes += title.len();
    }

    /// Counts a sale.
    pub(super) fn sale(&mut self, id: i64, track: i64, pieces: i64, buyer: &str) {
        self.rows += 1;
        self.numbers += id + track + pieces;
        self.bytes += buyer.len();
    }
}
