//! deadpool-diesel: diesel on tokio's blocking threads, over a deadpool.

use super::{
    count,
    schema::{album, sale, track, *},
};
use async_trait::async_trait;
use diesel::{connection::SimpleConnection, prelude::*};
use kit::{
    Asked, BUYER, Client, Contender, Crowd, Engine, FILTERED, Failure, Seat, Tally, Work, bound, key, span,
};
use std::sync::Arc;
use tokio::runtime::Runtime;

pub(crate) fn open(seat: &Seat) -> Result<Box<dyn Contender>, Failure> {
    Ok(match seat.engine {
        Engine::Sqlite => Box::new(sqlite::Peer::open(seat, seat.file().to_owned())?),
        Engine::Postgres => Box::new(postgres::Peer::open(seat, seat.url_with("sslmode", "disable"))?),
        Engine::Mysql => return Err("deadpool-diesel is not measured on MySQL".into()),
    })
}

macro_rules! contender {
    ($module:ident, $connection:ty, $begin:expr) => {
        mod $module {
            use super::*;
            use ::deadpool_diesel::$module::{Hook, HookError, Manager, Pool, Runtime as Spawner};

            type Connection = $connection;

            pub(super) struct Peer {
                pool: Pool,
                runtime: Runtime,
            }

            impl Peer {
                pub(super) fn open(seat: &Seat, url: String) -> Result<Self, Failure> {
                    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
                    let session = seat.session.clone();
                    let set =
                        Hook::async_fn(move |object: &mut ::deadpool_diesel::Connection<Connection>, _| {
                            let session = session.clone();
                            Box::pin(async move {
                                let set = object.interact(move |on| on.batch_execute(&session)).await;
                                set.map_err(|error| HookError::message(error.to_string()))?
                                    .map_err(|error| HookError::message(error.to_string()))
                            })
                        });
                    let manager = Manager::new(url, Spawner::Tokio1);
                    let pool = Pool::builder(manager).max_size(seat.connections).post_create(set).build()?;
                    Ok(Peer { pool, runtime })
                }
            }

            fn get(on: &mut Connection, key: i64) -> QueryResult<Vec<Track>> {
                track::table.find(key).select(Track::as_select()).load(on)
            }

            fn tracks(on: &mut Connection, work: Work, turn: i64) -> QueryResult<Vec<Track>> {
                let all = track::table.select(Track::as_select());
                match work {
                    Work::Filter => {
                        all.filter(track::seconds.gt(bound(turn))).order(track::id).limit(FILTERED).load(on)
                    }
                    Work::Load => all.order(track::id).load(on),
                    _ => get(on, key(turn)),
                }
            }

            fn joined(on: &mut Connection, turn: i64, tally: &mut Tally) -> QueryResult<()> {
                let (first, last) = span(turn);
                let rows: Vec<(Track, Album)> = track::table
                    .inner_join(album::table)
                    .filter(track::id.between(first, last))
                    .order(track::id)
                    .select((Track::as_select(), Album::as_select()))
                    .load(on)?;
                for (row, album) in rows {
                    count(tally, &row);
                    tally.album(album.id, &album.title, album.year);
                }
                Ok(())
            }

            fn insert(on: &mut Connection, turn: i64, tally: &mut Tally) -> QueryResult<()> {
                let new = NewSale { track: turn, pieces: 1, buyer: BUYER };
                let insert = diesel::insert_into(sale::table).values(new).returning(Sale::as_returning());
                let made: Vec<Sale> = insert.get_results(on)?;
                made.iter().for_each(|row| tally.sale(row.id, row.track, row.pieces, &row.buyer));
                Ok(())
            }

            fn three(on: &mut Connection, turn: i64, tally: &mut Tally) -> QueryResult<()> {
                let read = get(on, key(turn))?;
                read.iter().for_each(|row| count(tally, row));
                let seconds = read.as_slice().first().map_or(0, |row| row.seconds + 1);
                let set = diesel::update(track::table.find(key(turn))).set(track::seconds.eq(seconds));
                tally.changed(set.execute(on)? as u64);
                insert(on, turn, tally)
            }

            /// A hop for each: what a handler does that asks for one thing.
            fn take(on: &mut Connection, work: Work, turn: i64, mut tally: Tally) -> QueryResult<Tally> {
                match work {
                    Work::Join => joined(on, turn, &mut tally)?,
                    Work::Insert => insert(on, turn, &mut tally)?,
                    Work::Transaction => $begin(on, |on| three(on, turn, &mut tally))?,
                    work => tracks(on, work, turn)?.iter().for_each(|row| count(&mut tally, row)),
                }
                Ok(tally)
            }

            impl Contender for Peer {
                fn run(&mut self, asked: &Asked) -> Result<Tally, Failure> {
                    let work = asked.work;
                    self.runtime.block_on(async {
                        let mut tally = Tally::default();
                        if work == Work::Pooled {
                            for turn in asked.turns.clone() {
                                let object = self.pool.get().await?;
                                let done = object.interact(move |on| take(on, work, turn, tally)).await;
                                tally = done.map_err(|error| error.to_string())??;
                            }
                            return Ok(tally);
                        }
                        let held = self.pool.get().await?;
                        for turn in asked.turns.clone() {
                            let done = held.interact(move |on| take(on, work, turn, tally)).await;
                            tally = done.map_err(|error| error.to_string())??;
                        }
                        Ok(tally)
                    })
                }

                fn can(&self, work: Work) -> bool {
                    work.is_everybodys()
                }

                fn crowd(&mut self) -> Result<Option<Crowd>, Failure> {
                    let client = Arc::new(Shared(self.pool.clone()));
                    Ok(Some(Crowd { runtime: self.runtime.handle().clone(), client }))
                }
            }

            struct Shared(Pool);

            #[async_trait]
            impl Client for Shared {
                async fn get(&self, key: i64) -> Result<Tally, Failure> {
                    let object = self.0.get().await?;
                    let rows = object.interact(move |on| get(on, key)).await;
                    let mut tally = Tally::default();
                    let rows = rows.map_err(|error| error.to_string())??;
                    rows.iter().for_each(|row| count(&mut tally, row));
                    Ok(tally)
                }
            }
        }
    };
}

contender!(sqlite, diesel::SqliteConnection, diesel::SqliteConnection::immediate_transaction);
contender!(postgres, diesel::PgConnection, <diesel::PgConnection as diesel::Connection>::transaction);
