//! The bare driver: rusqlite with cached statements, on one connection.

use crate::bench::{
    contender::{Contender, Failure},
    data,
    rows::{ALBUM_COLUMNS, AlbumRow, SaleRow, TRACK_COLUMNS, Tally, TrackRow},
    work::{self, Asked, BUYER, FILTERED, Work},
};
use rusqlite::{Connection, Params, Row};
use std::path::Path;

/// rusqlite by hand.
pub(super) struct Rusqlite {
    connection: Connection,
    texts: Texts,
}

/// The SQL, written once.
struct Texts {
    get: String,
    filter: String,
    load: String,
    join: String,
    insert: String,
}

impl Rusqlite {
    /// On a copy of `file`.
    ///
    /// # Errors
    /// The database's.
    pub(super) fn open(file: &Path) -> Result<Self, Failure> {
        let file = data::copy(file, "rusqlite")?;
        let connection = Connection::open(&file)?;
        connection.execute_batch(&data::settings(&file)?.sqlite_session())?;
        Ok(Rusqlite { connection, texts: Texts::new() })
    }

    fn tracks(&self, sql: &str, params: impl Params, tally: &mut Tally) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(sql)?;
        // All rows before any is counted, as the others do.
        let rows: Vec<TrackRow> = statement.query_map(params, track)?.collect::<Result<_, _>>()?;
        rows.iter().for_each(|row| tally.track(row));
        Ok(())
    }

    fn joined(&self, span: (i64, i64), tally: &mut Tally) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(&self.texts.join)?;
        let with_album = |row: &Row<'_>| Ok(TrackRow { album: Some(album(row)?), ..track(row)? });
        let rows: Vec<TrackRow> = statement.query_map(span, with_album)?.collect::<Result<_, _>>()?;
        rows.iter().for_each(|row| tally.track(row));
        Ok(())
    }

    /// Read to its end, as Segue reads every write: SQLite looks whether a checkpoint is due only there, and a log that
    /// grows without bound would flatter whoever leaves the statement early.
    fn insert(&self, turn: i64, tally: &mut Tally) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(&self.texts.insert)?;
        for row in statement.query_map((turn, 1_i64, BUYER), sale)? {
            let row = row?;
            tally.sale(row.id, row.track, row.pieces, &row.buyer);
        }
        Ok(())
    }
}

impl Contender for Rusqlite {
    fn name(&self) -> &'static str {
        "rusqlite"
    }

    fn run(&mut self, asked: &Asked) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        for turn in asked.turns.clone() {
            match asked.work {
                Work::Get => self.tracks(&self.texts.get, [work::key(turn)], &mut tally)?,
                Work::Filter => self.tracks(&self.texts.filter, [work::bound(turn)], &mut tally)?,
                Work::Load => self.tracks(&self.texts.load, [], &mut tally)?,
                Work::Join => self.joined(work::span(turn), &mut tally)?,
                Work::Insert => self.insert(turn, &mut tally)?,
            }
        }
        Ok(tally)
    }
}

impl Texts {
    fn new() -> Self {
        Texts {
            get: format!("SELECT {TRACK_COLUMNS} FROM track WHERE track.id = ?"),
            filter: format!(
                "SELECT {TRACK_COLUMNS} FROM track WHERE track.seconds > ? ORDER BY track.id LIMIT {FILTERED}"
            ),
            load: format!("SELECT {TRACK_COLUMNS} FROM track ORDER BY track.id"),
            join: format!(
                "SELECT {TRACK_COLUMNS}, {ALBUM_COLUMNS} FROM track INNER JOIN album ON album.id = track.album_id \
                 WHERE track.id BETWEEN ? AND ? ORDER BY track.id"
            ),
            insert:
                "INSERT INTO sale (track, pieces, buyer) VALUES (?, ?, ?) RETURNING id, track, pieces, buyer"
                    .into(),
        }
    }
}

fn track(row: &Row<'_>) -> rusqlite::Result<TrackRow> {
    Ok(TrackRow {
        id: row.get(0)?,
        name: row.get(1)?,
        composer: row.get(2)?,
        seconds: row.get(3)?,
        price: row.get(4)?,
        album_id: row.get(5)?,
        album: None,
    })
}

fn album(row: &Row<'_>) -> rusqlite::Result<AlbumRow> {
    Ok(AlbumRow { id: row.get(6)?, title: row.get(7)?, year: row.get(8)? })
}

fn sale(row: &Row<'_>) -> rusqlite::Result<SaleRow> {
    Ok(SaleRow { id: row.get(0)?, track: row.get(1)?, pieces: row.get(2)?, buyer: row.get(3)? })
}
