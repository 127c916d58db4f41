//! The same code for each of diesel's connections, which have no trait in common that all of it could be written over.

/// A contender named `$name` over `$connection`, which streams in `$mode` and inserts by `$insert`.
macro_rules! contender {
    ($name:ident, $connection:ty, $mode:ty, |$on:ident, $new:ident| $insert:expr) => {
        struct $name {
            seat: Seat,
            url: String,
            connection: $connection,
            pool: Option<diesel::r2d2::Pool<diesel::r2d2::ConnectionManager<$connection>>>,
            runtime: Option<tokio::runtime::Runtime>,
        }

        const _: () = {
            use self::{
                by_hand::begin,
                schema::{album, document, play, track, *},
            };
            use async_trait::async_trait;
            use diesel::r2d2::{ConnectionManager, Pool};
            use kit::{
                Asked, BATCH, Client, Crowd, FILTERED, Tally, Work, apart, bound, document, key, keys, span,
            };
            use std::sync::Arc;

            type Rows<T> = QueryResult<Vec<T>>;

            impl $name {
                pub(super) fn open(seat: &Seat, url: String) -> Result<Self, Failure> {
                    let mut connection = <$connection>::establish(&url)?;
                    connection.batch_execute(&seat.session)?;
                    Ok($name { seat: seat.clone(), url, connection, pool: None, runtime: None })
                }

                fn pool(&mut self) -> Result<Pool<ConnectionManager<$connection>>, Failure> {
                    if self.pool.is_none() {
                        self.pool = Some(pool::of(&self.seat, &self.url)?);
                    }
                    self.pool.clone().ok_or_else(|| "no pool was made".into())
                }
            }

            // Without `first`, whose bound limit makes SQLite prepare the statement anew each time.
            fn get($on: &mut $connection, key: i64) -> Rows<Track> {
                track::table.find(key).select(Track::as_select()).load($on)
            }

            fn tracks($on: &mut $connection, work: Work, turn: i64) -> Rows<Track> {
                let all = track::table.select(Track::as_select());
                match work {
                    Work::Filter => {
                        all.filter(track::seconds.gt(bound(turn))).order(track::id).limit(FILTERED).load($on)
                    }
                    Work::Load => all.order(track::id).load($on),
                    _ => get($on, key(turn)),
                }
            }

            fn joined($on: &mut $connection, turn: i64, tally: &mut Tally) -> QueryResult<()> {
                let (first, last) = span(turn);
                let rows: Vec<(Track, Album)> = track::table
                    .inner_join(album::table)
                    .filter(track::id.between(first, last))
                    .order(track::id)
                    .select((Track::as_select(), Album::as_select()))
                    .load($on)?;
                for (row, album) in rows {
                    count(tally, &row);
                    tally.album(album.id, &album.title, album.year);
                }
                Ok(())
            }

            fn prefetched($on: &mut $connection, turn: i64, tally: &mut Tally) -> QueryResult<()> {
                let (first, last) = keys(turn);
                let albums: Vec<Album> = album::table
                    .filter(album::id.between(first, last))
                    .order(album::id)
                    .select(Album::as_select())
                    .load($on)?;
                let tracks: Vec<Track> =
                    Track::belonging_to(&albums).order(track::id).select(Track::as_select()).load($on)?;
                for (album, tracks) in albums.iter().zip(tracks.grouped_by(&albums)) {
                    tally.album(album.id, &album.title, album.year);
                    tracks.iter().for_each(|row| count(tally, row));
                }
                Ok(())
            }

            fn streamed($on: &mut $connection, tally: &mut Tally) -> QueryResult<()> {
                for row in play::table.load_iter::<(i64, i64, i64, String), $mode>($on)? {
                    let (id, track, pieces, buyer) = row?;
                    tally.sale(id, track, pieces, &buyer);
                }
                Ok(())
            }

            /// Read to its end; see the bare driver's.
            fn insert($on: &mut $connection, $new: Vec<NewSale>, tally: &mut Tally) -> QueryResult<()> {
                let made: Rows<Sale> = $insert;
                made?.iter().for_each(|row| tally.sale(row.id, row.track, row.pieces, &row.buyer));
                Ok(())
            }

            fn update($on: &mut $connection, work: Work, turn: i64) -> QueryResult<usize> {
                let one_more = track::seconds.eq(track::seconds + 1);
                let (first, last) = span(turn);
                match work {
                    Work::Update => diesel::update(track::table.find(key(turn))).set(one_more).execute($on),
                    _ => diesel::update(track::table.filter(track::id.between(first, last)))
                        .set(one_more)
                        .execute($on),
                }
            }

            fn three($on: &mut $connection, turn: i64, tally: &mut Tally) -> QueryResult<()> {
                let read = get($on, key(turn))?;
                read.iter().for_each(|row| count(tally, row));
                let seconds = read.first().map_or(0, |row| row.seconds + 1);
                let set = diesel::update(track::table.find(key(turn))).set(track::seconds.eq(seconds));
                tally.changed(set.execute($on)? as u64);
                insert($on, vec![new(turn)], tally)
            }

            fn changed_apart($on: &mut $connection, turn: i64, tally: &mut Tally) -> QueryResult<()> {
                for (key, seconds) in apart(turn) {
                    let set = diesel::update(track::table.find(key)).set(track::seconds.eq(seconds));
                    tally.changed(set.execute($on)? as u64);
                }
                Ok(())
            }

            fn take($on: &mut $connection, work: Work, turn: i64, tally: &mut Tally) -> QueryResult<()> {
                match work {
                    Work::Join => joined($on, turn, tally)?,
                    Work::Prefetch => prefetched($on, turn, tally)?,
                    Work::Mebibyte | Work::SixteenMebibytes => {
                        let one = document::table.find(document(work));
                        let bodies: Vec<(i64, Vec<u8>)> = one.load($on)?;
                        bodies.iter().for_each(|(_, body)| tally.document(body));
                    }
                    Work::Stream => streamed($on, tally)?,
                    Work::Insert => insert($on, vec![new(turn)], tally)?,
                    Work::Bulk => insert($on, (0..BATCH).map(new).collect(), tally)?,
                    Work::Update | Work::UpdateMany => tally.changed(update($on, work, turn)? as u64),
                    Work::BulkUpdate => begin!($name, $on, |on| changed_apart(on, turn, tally))?,
                    Work::Transaction => begin!($name, $on, |on| three(on, turn, tally))?,
                    work => tracks($on, work, turn)?.iter().for_each(|row| count(tally, row)),
                }
                Ok(())
            }

            impl Contender for $name {
                fn run(&mut self, asked: &Asked) -> Result<Tally, Failure> {
                    let mut tally = Tally::default();
                    if asked.work == Work::Pooled {
                        let pool = self.pool()?;
                        for turn in asked.turns.clone() {
                            take(&mut *pool.get()?, asked.work, turn, &mut tally)?;
                        }
                        return Ok(tally);
                    }
                    for turn in asked.turns.clone() {
                        take(&mut self.connection, asked.work, turn, &mut tally)?;
                    }
                    Ok(tally)
                }

                fn crowd(&mut self) -> Result<Option<Crowd>, Failure> {
                    let client = Arc::new(Shared(self.pool()?));
                    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
                    let runtime = self.runtime.insert(runtime).handle().clone();
                    Ok(Some(Crowd { runtime, client }))
                }
            }

            struct Shared(Pool<ConnectionManager<$connection>>);

            /// On tokio's blocking threads, as one calls diesel from async code by hand.
            #[async_trait]
            impl Client for Shared {
                async fn get(&self, key: i64) -> Result<Tally, Failure> {
                    let pool = self.0.clone();
                    let rows = tokio::task::spawn_blocking(move || {
                        let rows = get(&mut *pool.get()?, key)?;
                        let mut tally = Tally::default();
                        rows.iter().for_each(|row| count(&mut tally, row));
                        Ok::<_, Failure>(tally)
                    });
                    rows.await?
                }
            }
        };
    };
}

/// Writers on SQLite say at once that they will write.
macro_rules! begin {
    (Sqlite, $on:expr, $three:expr) => {
        $on.immediate_transaction($three)
    };
    ($name:ident, $on:expr, $three:expr) => {
        $on.transaction($three)
    };
}

pub(super) use {begin, contender};
