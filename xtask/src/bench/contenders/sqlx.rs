//! sqlx by hand: on one connection, or out of its pool.

use async_trait::async_trait;
use futures::TryStreamExt;
use kit::{
    AlbumRow, Asked, BATCH, BUYER, Client, Contender, Crowd, Engine, Failure, Seat, Tally, Texts, TrackRow,
    Work, apart, bound, document, key, keys, span,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, Pool, pool::PoolOptions};
use std::{collections::HashMap, sync::Arc};
use tokio::runtime::Runtime;

type Track = (i64, String, Option<String>, i64, f64, i64);
type Album = (i64, String, Option<i64>);
type TrackWithAlbum = (i64, String, Option<String>, i64, f64, i64, i64, String, Option<i64>);
type Sale = (i64, i64, i64, String);

/// sqlx on the seat's database.
///
/// # Errors
/// The database's; and where this build does not have it.
pub(super) fn open(seat: &Seat) -> Result<Box<dyn Contender>, Failure> {
    match seat.engine {
        Engine::Sqlite => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(seat.file());
            Ok(Box::new(sqlite::Sqlx::open(seat, options.disable_statement_logging())?))
        }
        #[cfg(feature = "servers")]
        Engine::Postgres => {
            let options: sqlx::postgres::PgConnectOptions = seat.url_with("sslmode", "disable").parse()?;
            Ok(Box::new(postgres::Sqlx::open(seat, options.disable_statement_logging())?))
        }
        #[cfg(feature = "servers")]
        Engine::Mysql => {
            let options: sqlx::mysql::MySqlConnectOptions = seat.url_with("ssl-mode", "disabled").parse()?;
            Ok(Box::new(mysql::Sqlx::open(seat, options.disable_statement_logging())?))
        }
        #[cfg(not(feature = "servers"))]
        _ => Err("this build has no libraries of servers".into()),
    }
}

fn count(tally: &mut Tally, (id, name, composer, seconds, price, album_id): Track) {
    tally.track(&TrackRow { id, name, composer, seconds, price, album_id, album: None });
}

/// The same code for each of sqlx's databases: written over a type parameter, each statement would need a dozen bounds.
macro_rules! contender {
    ($module:ident, $database:ty) => {
        mod $module {
            use super::*;

            type Database = $database;
            type Connected = <Database as sqlx::Database>::Connection;
            type Options = <Connected as Connection>::Options;

            pub(super) struct Sqlx {
                seat: Seat,
                options: Options,
                texts: Texts,
                connection: Connected,
                pool: Option<Pool<Database>>,
                runtime: Runtime,
            }

            impl Sqlx {
                pub(super) fn open(seat: &Seat, options: Options) -> Result<Self, Failure> {
                    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
                    let session = seat.session.clone();
                    let connection = runtime.block_on(async {
                        let mut connection = options.connect().await?;
                        connection.execute(sqlx::raw_sql(AssertSqlSafe(session))).await?;
                        Ok::<_, sqlx::Error>(connection)
                    })?;
                    let texts = Texts::of(seat.engine);
                    Ok(Sqlx { seat: seat.clone(), options, texts, connection, pool: None, runtime })
                }

                fn pool(&mut self) -> Result<Pool<Database>, Failure> {
                    if let Some(pool) = &self.pool {
                        return Ok(pool.clone());
                    }
                    let session: Arc<str> = self.seat.session.as_str().into();
                    let options = PoolOptions::<Database>::new()
                        .max_connections(self.seat.connections as u32)
                        .after_connect(move |connection, _| {
                            let session = AssertSqlSafe(String::from(&*session));
                            Box::pin(
                                async move { connection.execute(sqlx::raw_sql(session)).await.map(drop) },
                            )
                        });
                    let connected = self.options.clone();
                    let pool = self.runtime.block_on(async { options.connect_with(connected).await })?;
                    Ok(self.pool.insert(pool).clone())
                }
            }

            async fn tracks(
                on: &mut Connected,
                texts: &Texts,
                work: Work,
                turn: i64,
            ) -> sqlx::Result<Vec<Track>> {
                match work {
                    Work::Filter => sqlx::query_as(texts.filter).bind(bound(turn)).fetch_all(on).await,
                    Work::Load => sqlx::query_as(texts.load).fetch_all(on).await,
                    _ => Ok(vec![sqlx::query_as(texts.get).bind(key(turn)).fetch_one(on).await?]),
                }
            }

            async fn joined(
                on: &mut Connected,
                texts: &Texts,
                turn: i64,
                tally: &mut Tally,
            ) -> sqlx::Result<()> {
                let (first, last) = span(turn);
                let rows: Vec<TrackWithAlbum> =
                    sqlx::query_as(texts.join).bind(first).bind(last).fetch_all(on).await?;
                for (id, name, composer, seconds, price, album_id, of, title, year) in rows {
                    let album = Some(AlbumRow { id: of, title, year });
                    tally.track(&TrackRow { id, name, composer, seconds, price, album_id, album });
                }
                Ok(())
            }

            async fn prefetched(
                on: &mut Connected,
                texts: &Texts,
                turn: i64,
                tally: &mut Tally,
            ) -> sqlx::Result<()> {
                let (first, last) = keys(turn);
                let albums: Vec<Album> =
                    sqlx::query_as(texts.albums).bind(first).bind(last).fetch_all(&mut *on).await?;
                let query = sqlx::query_as(texts.tracks_of);
                let query = albums.iter().fold(query, |query, album| query.bind(album.0));
                let mut of: HashMap<i64, Vec<Track>> = HashMap::with_capacity(albums.len());
                for track in query.fetch_all(on).await? as Vec<Track> {
                    of.entry(track.5).or_default().push(track);
                }
                for (id, title, year) in albums {
                    tally.album(id, &title, year);
                    of.remove(&id).unwrap_or_default().into_iter().for_each(|row| count(tally, row));
                }
                Ok(())
            }

            async fn streamed(on: &mut Connected, texts: &Texts, tally: &mut Tally) -> sqlx::Result<()> {
                let mut rows = sqlx::query_as::<_, Sale>(texts.plays).fetch(on);
                while let Some((id, track, pieces, buyer)) = rows.try_next().await? {
                    tally.sale(id, track, pieces, &buyer);
                }
                Ok(())
            }

            /// Read to its end; see the bare driver's.
            async fn insert(
                on: &mut Connected,
                (sql, inserted): (&'static str, Option<&'static str>),
                tracks: impl Iterator<Item = i64>,
                tally: &mut Tally,
            ) -> sqlx::Result<()> {
                let rows: Vec<Sale> = match inserted {
                    None => {
                        let insert = sqlx::query_as(sql);
                        let insert =
                            tracks.fold(insert, |insert, track| insert.bind(track).bind(1_i64).bind(BUYER));
                        insert.fetch_all(on).await?
                    }
                    Some(inserted) => {
                        let insert = sqlx::query(sql);
                        let insert =
                            tracks.fold(insert, |insert, track| insert.bind(track).bind(1_i64).bind(BUYER));
                        insert.execute(&mut *on).await?;
                        sqlx::query_as(inserted).fetch_all(on).await?
                    }
                };
                rows.iter().for_each(|(id, track, pieces, buyer)| tally.sale(*id, *track, *pieces, buyer));
                Ok(())
            }

            async fn change(
                on: &mut Connected,
                sql: &'static str,
                params: &[i64],
                tally: &mut Tally,
            ) -> sqlx::Result<()> {
                let query = params.iter().fold(sqlx::query(sql), |query, param| query.bind(*param));
                tally.changed(query.execute(on).await?.rows_affected());
                Ok(())
            }

            async fn transaction(
                on: &mut Connected,
                texts: &Texts,
                turn: i64,
                tally: &mut Tally,
            ) -> sqlx::Result<()> {
                let mut tx = on.begin_with(texts.begin).await?;
                let read = tracks(&mut tx, texts, Work::Held, turn).await?;
                let seconds = read.first().map_or(0, |row| row.3 + 1);
                read.into_iter().for_each(|row| count(tally, row));
                change(&mut tx, texts.set, &[seconds, key(turn)], tally).await?;
                insert(&mut tx, (texts.insert, texts.inserted), turn..=turn, tally).await?;
                tx.commit().await
            }

            async fn changed_apart(
                on: &mut Connected,
                texts: &Texts,
                turn: i64,
                tally: &mut Tally,
            ) -> sqlx::Result<()> {
                let mut tx = on.begin_with(texts.begin).await?;
                for (key, seconds) in apart(turn) {
                    change(&mut tx, texts.set, &[seconds, key], tally).await?;
                }
                tx.commit().await
            }

            async fn take(
                on: &mut Connected,
                texts: &Texts,
                work: Work,
                turn: i64,
                tally: &mut Tally,
            ) -> sqlx::Result<()> {
                match work {
                    Work::Join => joined(on, texts, turn, tally).await,
                    Work::Prefetch => prefetched(on, texts, turn, tally).await,
                    Work::Mebibyte | Work::SixteenMebibytes => {
                        let query = sqlx::query_as(texts.document).bind(document(work));
                        let (_, body): (i64, Vec<u8>) = query.fetch_one(on).await?;
                        tally.document(&body);
                        Ok(())
                    }
                    Work::Stream => streamed(on, texts, tally).await,
                    Work::Insert => insert(on, (texts.insert, texts.inserted), turn..=turn, tally).await,
                    Work::Bulk => insert(on, (texts.bulk, texts.bulk_inserted), 0..BATCH, tally).await,
                    Work::Update => change(on, texts.update, &[key(turn)], tally).await,
                    Work::UpdateMany => {
                        let (first, last) = span(turn);
                        change(on, texts.update_many, &[first, last], tally).await
                    }
                    Work::BulkUpdate => changed_apart(on, texts, turn, tally).await,
                    Work::Transaction => transaction(on, texts, turn, tally).await,
                    work => {
                        let rows = tracks(on, texts, work, turn).await?;
                        rows.into_iter().for_each(|row| count(tally, row));
                        Ok(())
                    }
                }
            }

            impl Contender for Sqlx {
                fn run(&mut self, asked: &Asked) -> Result<Tally, Failure> {
                    let pool = (asked.work == Work::Pooled).then(|| self.pool()).transpose()?;
                    let Sqlx { connection, runtime, texts, .. } = self;
                    Ok(runtime.block_on(async {
                        let mut tally = Tally::default();
                        for turn in asked.turns.clone() {
                            match &pool {
                                None => take(connection, texts, asked.work, turn, &mut tally).await?,
                                Some(pool) => {
                                    let mut connection = pool.acquire().await?;
                                    take(&mut connection, texts, asked.work, turn, &mut tally).await?;
                                }
                            }
                        }
                        Ok::<_, sqlx::Error>(tally)
                    })?)
                }

                fn crowd(&mut self) -> Result<Option<Crowd>, Failure> {
                    let client = Arc::new(Shared { pool: self.pool()?, get: self.texts.get });
                    Ok(Some(Crowd { runtime: self.runtime.handle().clone(), client }))
                }
            }

            struct Shared {
                pool: Pool<Database>,
                get: &'static str,
            }

            #[async_trait]
            impl Client for Shared {
                async fn get(&self, key: i64) -> Result<Tally, Failure> {
                    let row: Track = sqlx::query_as(self.get).bind(key).fetch_one(&self.pool).await?;
                    let mut tally = Tally::default();
                    count(&mut tally, row);
                    Ok(tally)
                }
            }
        }
    };
}

contender!(sqlite, sqlx::Sqlite);
#[cfg(feature = "servers")]
contender!(postgres, sqlx::Postgres);
#[cfg(feature = "servers")]
contender!(mysql, sqlx::MySql);
