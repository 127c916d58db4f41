//! SQLite's bare driver: rusqlite with cached statements, on one connection.

use kit::{
    AlbumRow, Asked, BATCH, BUYER, Contender, Failure, SaleRow, Seat, Tally, Texts, TrackRow, Work, apart,
    bound, document, key, keys, span,
};
use rusqlite::{Connection, Params, Row, params_from_iter, types::Value};
use std::collections::HashMap;

/// rusqlite by hand.
pub(super) struct Rusqlite {
    connection: Connection,
    texts: Texts,
}

impl Rusqlite {
    /// On the seat's file.
    ///
    /// # Errors
    /// The database's.
    pub(super) fn open(seat: &Seat) -> Result<Self, Failure> {
        let connection = Connection::open(seat.file())?;
        connection.execute_batch(&seat.session)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Rusqlite { connection, texts: Texts::of(seat.engine) })
    }

    /// All rows before any is counted, as the others do.
    fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        row: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        self.connection.prepare_cached(sql)?.query_map(params, row)?.collect()
    }

    fn tracks(&self, sql: &str, params: impl Params, tally: &mut Tally) -> rusqlite::Result<()> {
        self.rows(sql, params, track)?.iter().for_each(|row| tally.track(row));
        Ok(())
    }

    fn prefetched(&self, turn: i64, tally: &mut Tally) -> rusqlite::Result<()> {
        let albums = self.rows(self.texts.albums, keys(turn), |row| album(row, 0))?;
        let ids = params_from_iter(albums.iter().map(|album| album.id));
        let mut of: HashMap<i64, Vec<TrackRow>> = HashMap::with_capacity(albums.len());
        for track in self.rows(self.texts.tracks_of, ids, track)? {
            of.entry(track.album_id).or_default().push(track);
        }
        for album in albums {
            tally.album(album.id, &album.title, album.year);
            of.remove(&album.id).unwrap_or_default().iter().for_each(|row| tally.track(row));
        }
        Ok(())
    }

    /// One by one: none is kept.
    fn streamed(&self, tally: &mut Tally) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(self.texts.plays)?;
        for row in statement.query_map([], sale)? {
            let row = row?;
            tally.sale(row.id, row.track, row.pieces, &row.buyer);
        }
        Ok(())
    }

    /// Read to its end, as Segue reads every write: SQLite looks whether a checkpoint is due only there, and a log that
    /// grows without bound would flatter whoever leaves the statement early.
    fn insert(&self, sql: &str, params: impl Params, tally: &mut Tally) -> rusqlite::Result<()> {
        for row in self.rows(sql, params, sale)? {
            tally.sale(row.id, row.track, row.pieces, &row.buyer);
        }
        Ok(())
    }

    fn change(&self, sql: &str, params: impl Params, tally: &mut Tally) -> rusqlite::Result<()> {
        tally.changed(self.connection.prepare_cached(sql)?.execute(params)? as u64);
        Ok(())
    }

    fn transaction(&self, turn: i64, tally: &mut Tally) -> rusqlite::Result<()> {
        self.connection.prepare_cached(self.texts.begin)?.execute([])?;
        let read = self.rows(self.texts.get, [key(turn)], track)?;
        read.iter().for_each(|row| tally.track(row));
        let seconds = read.first().map_or(0, |row| row.seconds + 1);
        self.change(self.texts.set, (seconds, key(turn)), tally)?;
        self.insert(self.texts.insert, (turn, 1_i64, BUYER), tally)?;
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }

    fn changed_apart(&self, turn: i64, tally: &mut Tally) -> rusqlite::Result<()> {
        self.connection.prepare_cached(self.texts.begin)?.execute([])?;
        for (key, seconds) in apart(turn) {
            self.change(self.texts.set, (seconds, key), tally)?;
        }
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }

    fn turn(&self, work: Work, turn: i64, tally: &mut Tally) -> rusqlite::Result<()> {
        let texts = &self.texts;
        match work {
            Work::Held | Work::Pooled => self.tracks(texts.get, [key(turn)], tally),
            Work::Filter => self.tracks(texts.filter, [bound(turn)], tally),
            Work::Load => self.tracks(texts.load, [], tally),
            Work::Join => self.tracks_with_albums(span(turn), tally),
            Work::Prefetch => self.prefetched(turn, tally),
            Work::Mebibyte | Work::SixteenMebibytes => {
                let bodies = self.rows(texts.document, [document(work)], |row| row.get::<_, Vec<u8>>(1))?;
                bodies.iter().for_each(|body| tally.document(body));
                Ok(())
            }
            Work::Stream => self.streamed(tally),
            Work::Insert => self.insert(texts.insert, (turn, 1_i64, BUYER), tally),
            Work::Bulk => self.insert(texts.bulk, params_from_iter((0..BATCH).flat_map(new)), tally),
            Work::Update => self.change(texts.update, [key(turn)], tally),
            Work::UpdateMany => self.change(texts.update_many, span(turn), tally),
            Work::BulkUpdate => self.changed_apart(turn, tally),
            Work::Transaction => self.transaction(turn, tally),
        }
    }

    fn tracks_with_albums(&self, span: (i64, i64), tally: &mut Tally) -> rusqlite::Result<()> {
        let with_album = |row: &Row<'_>| Ok(TrackRow { album: Some(album(row, 6)?), ..track(row)? });
        self.rows(self.texts.join, span, with_album)?.iter().for_each(|row| tally.track(row));
        Ok(())
    }
}

impl Contender for Rusqlite {
    fn run(&mut self, asked: &Asked) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        for turn in asked.turns.clone() {
            self.turn(asked.work, turn, &mut tally)?;
        }
        Ok(tally)
    }
}

fn new(number: i64) -> [Value; 3] {
    [Value::Integer(number), Value::Integer(1), Value::Text(BUYER.to_owned())]
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

fn album(row: &Row<'_>, at: usize) -> rusqlite::Result<AlbumRow> {
    Ok(AlbumRow { id: row.get(at)?, title: row.get(at + 1)?, year: row.get(at + 2)? })
}

fn sale(row: &Row<'_>) -> rusqlite::Result<SaleRow> {
    Ok(SaleRow { id: row.get(0)?, track: row.get(1)?, pieces: row.get(2)?, buyer: row.get(3)? })
}
