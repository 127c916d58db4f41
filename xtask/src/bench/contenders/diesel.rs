//! diesel's typed DSL by hand, on one connection.

use crate::bench::{
    contender::{Contender, Failure},
    data,
    rows::Tally,
    work::{self, Asked, BUYER, FILTERED, Work},
};
use diesel::{connection::SimpleConnection, prelude::*};
use std::path::Path;

diesel::table! {
    album (id) {
        id -> BigInt,
        title -> Text,
        year -> Nullable<BigInt>,
    }
}

diesel::table! {
    track (id) {
        id -> BigInt,
        name -> Text,
        composer -> Nullable<Text>,
        seconds -> BigInt,
        price -> Double,
        album_id -> BigInt,
    }
}

diesel::table! {
    sale (id) {
        id -> BigInt,
        track -> BigInt,
        pieces -> BigInt,
        buyer -> Text,
    }
}

diesel::joinable!(track -> album (album_id));
diesel::allow_tables_to_appear_in_same_query!(album, track);

#[derive(Queryable, Selectable)]
#[diesel(table_name = album, check_for_backend(diesel::sqlite::Sqlite))]
struct Album {
    id: i64,
    title: String,
    year: Option<i64>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = track, check_for_backend(diesel::sqlite::Sqlite))]
struct Track {
    id: i64,
    name: String,
    composer: Option<String>,
    seconds: i64,
    price: f64,
    album_id: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sale, check_for_backend(diesel::sqlite::Sqlite))]
struct Sale {
    id: i64,
    track: i64,
    pieces: i64,
    buyer: String,
}

#[derive(Insertable)]
#[diesel(table_name = sale)]
struct NewSale {
    track: i64,
    pieces: i64,
    buyer: &'static str,
}

/// diesel by hand.
pub(super) struct Diesel {
    connection: SqliteConnection,
}

impl Diesel {
    /// On a copy of `file`.
    ///
    /// # Errors
    /// The database's.
    pub(super) fn open(file: &Path) -> Result<Self, Failure> {
        let file = data::copy(file, "diesel")?;
        let mut connection = SqliteConnection::establish(&file.to_string_lossy())?;
        connection.batch_execute(&data::settings(&file)?.sqlite_session())?;
        Ok(Diesel { connection })
    }

    fn tracks(&mut self, work: Work, turn: i64) -> QueryResult<Vec<Track>> {
        let all = track::table.select(Track::as_select());
        match work {
            // Without `first`, whose bound limit makes SQLite prepare the statement anew each time.
            Work::Get => {
                track::table.find(work::key(turn)).select(Track::as_select()).load(&mut self.connection)
            }
            Work::Filter => all
                .filter(track::seconds.gt(work::bound(turn)))
                .order(track::id)
                .limit(FILTERED)
                .load(&mut self.connection),
            _ => all.order(track::id).load(&mut self.connection),
        }
    }

    fn joined(&mut self, (first, last): (i64, i64)) -> QueryResult<Vec<(Track, Album)>> {
        track::table
            .inner_join(album::table)
            .filter(track::id.between(first, last))
            .order(track::id)
            .select((Track::as_select(), Album::as_select()))
            .load(&mut self.connection)
    }

    /// Read to its end; see the bare driver's.
    fn insert(&mut self, turn: i64) -> QueryResult<Vec<Sale>> {
        diesel::insert_into(sale::table)
            .values(NewSale { track: turn, pieces: 1, buyer: BUYER })
            .returning(Sale::as_returning())
            .get_results(&mut self.connection)
    }
}

impl Contender for Diesel {
    fn name(&self) -> &'static str {
        "diesel"
    }

    fn run(&mut self, asked: &Asked) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        for turn in asked.turns.clone() {
            match asked.work {
                Work::Join => {
                    for (row, album) in self.joined(work::span(turn))? {
                        count(&mut tally, &row);
                        tally.album(album.id, &album.title, album.year);
                    }
                }
                Work::Insert => {
                    for row in self.insert(turn)? {
                        tally.sale(row.id, row.track, row.pieces, &row.buyer);
                    }
                }
                work => self.tracks(work, turn)?.iter().for_each(|row| count(&mut tally, row)),
            }
        }
        Ok(tally)
    }
}

fn count(tally: &mut Tally, row: &Track) {
    tally.fields(row.id + row.seconds + row.album_id, row.price, &row.name, row.composer.as_deref());
}
