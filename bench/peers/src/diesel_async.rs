//! diesel-async, over its deadpool.

use super::{
    count,
    schema::{album, sale, track, *},
};
use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::{
    AsyncConnection, AsyncMysqlConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection,
    pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, deadpool::Pool},
    sync_connection_wrapper::SyncConnectionWrapper,
};
use futures::FutureExt;
use kit::{
    Asked, BUYER, Client, Contender, Crowd, Engine, FILTERED, Failure, Seat, Tally, Work, bound, key, span,
};
use std::sync::Arc;
use tokio::runtime::Runtime;

pub(crate) fn open(seat: &Seat) -> Result<Box<dyn Contender>, Failure> {
    Ok(match seat.engine {
        Engine::Sqlite => Box::new(sqlite::Peer::open(seat, seat.file().to_owned())?),
        Engine::Postgres => Box::new(postgres::Peer::open(seat, seat.url.clone())?),
        Engine::Mysql => Box::new(mysql::Peer::open(seat, seat.url.clone())?),
    })
}

macro_rules! contender {
    ($module:ident, $connection:ty, $begin:ident, |$on:ident, $new:ident| $insert:expr) => {
        mod $module {
            use super::*;

            type Connection = $connection;
            type Rows<T> = QueryResult<Vec<T>>;

            pub(super) struct Peer {
                pool: Pool<Connection>,
                runtime: Runtime,
            }

            impl Peer {
                pub(super) fn open(seat: &Seat, url: String) -> Result<Self, Failure> {
                    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
                    let session = seat.session.clone();
                    let mut config = ManagerConfig::default();
                    config.custom_setup = Box::new(move |url| {
                        let (url, session) = (url.to_owned(), session.clone());
                        async move {
                            let mut connection = Connection::establish(&url).await?;
                            let set = connection.batch_execute(&session).await;
                            set.map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
                            Ok(connection)
                        }
                        .boxed()
                    });
                    let manager = AsyncDieselConnectionManager::<Connection>::new_with_config(url, config);
                    let pool = Pool::builder(manager).max_size(seat.connections).build()?;
                    Ok(Peer { pool, runtime })
                }
            }

            async fn get($on: &mut Connection, key: i64) -> Rows<Track> {
                track::table.find(key).select(Track::as_select()).load($on).await
            }

            async fn tracks($on: &mut Connection, work: Work, turn: i64) -> Rows<Track> {
                let all = track::table.select(Track::as_select());
                match work {
                    Work::Filter => {
                        let some = all.filter(track::seconds.gt(bound(turn)));
                        some.order(track::id).limit(FILTERED).load($on).await
                    }
                    Work::Load => all.order(track::id).load($on).await,
                    _ => get($on, key(turn)).await,
                }
            }

            async fn joined($on: &mut Connection, turn: i64) -> Rows<(Track, Album)> {
                let (first, last) = span(turn);
                track::table
                    .inner_join(album::table)
                    .filter(track::id.between(first, last))
                    .order(track::id)
                    .select((Track::as_select(), Album::as_select()))
                    .load($on)
                    .await
            }

            async fn insert($on: &mut Connection, turn: i64) -> Rows<Sale> {
                let $new = NewSale { track: turn, pieces: 1, buyer: BUYER };
                $insert
            }

            async fn three($on: &mut Connection, turn: i64) -> QueryResult<(Vec<Track>, usize, Vec<Sale>)> {
                let read = get($on, key(turn)).await?;
                let seconds = read.as_slice().first().map_or(0, |row| row.seconds + 1);
                let set = diesel::update(track::table.find(key(turn))).set(track::seconds.eq(seconds));
                let changed = set.execute($on).await?;
                Ok((read, changed, insert($on, turn).await?))
            }

            async fn take($on: &mut Connection, work: Work, turn: i64, tally: &mut Tally) -> QueryResult<()> {
                match work {
                    Work::Join => {
                        for (row, album) in joined($on, turn).await? {
                            count(tally, &row);
                            tally.album(album.id, &album.title, album.year);
                        }
                    }
                    Work::Insert => sold(tally, &insert($on, turn).await?),
                    Work::Transaction => {
                        let (read, changed, made) =
                            $on.$begin(async move |on: &mut Connection| three(on, turn).await).await?;
                        read.iter().for_each(|row| count(tally, row));
                        tally.changed(changed as u64);
                        sold(tally, &made);
                    }
                    work => tracks($on, work, turn).await?.iter().for_each(|row| count(tally, row)),
                }
                Ok(())
            }

            fn sold(tally: &mut Tally, sales: &[Sale]) {
                sales.iter().for_each(|row| tally.sale(row.id, row.track, row.pieces, &row.buyer));
            }

            impl Contender for Peer {
                fn run(&mut self, asked: &Asked) -> Result<Tally, Failure> {
                    self.runtime.block_on(async {
                        let mut tally = Tally::default();
                        if asked.work == Work::Pooled {
                            for turn in asked.turns.clone() {
                                take(&mut *self.pool.get().await?, asked.work, turn, &mut tally).await?;
                            }
                            return Ok(tally);
                        }
                        let mut held = self.pool.get().await?;
                        for turn in asked.turns.clone() {
                            take(&mut *held, asked.work, turn, &mut tally).await?;
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

            struct Shared(Pool<Connection>);

            #[async_trait]
            impl Client for Shared {
                async fn get(&self, key: i64) -> Result<Tally, Failure> {
                    let rows = get(&mut *self.0.get().await?, key).await?;
                    let mut tally = Tally::default();
                    rows.iter().for_each(|row| count(&mut tally, row));
                    Ok(tally)
                }
            }
        }
    };
}

contender!(sqlite, SyncConnectionWrapper<diesel::SqliteConnection>, immediate_transaction, |on, new| {
    diesel::insert_into(sale::table).values(new).returning(Sale::as_returning()).get_results(on).await
});

contender!(postgres, AsyncPgConnection, transaction, |on, new| {
    diesel::insert_into(sale::table).values(new).returning(Sale::as_returning()).get_results(on).await
});

contender!(mysql, AsyncMysqlConnection, transaction, |on, new| {
    diesel::insert_into(sale::table).values(new).execute(on).await?;
    let last = diesel::dsl::sql::<diesel::sql_types::Bool>("id = LAST_INSERT_ID()");
    sale::table.filter(last).select(Sale::as_select()).load(on).await
});
