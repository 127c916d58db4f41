//! PostgreSQL's bare driver: tokio-postgres with statements that are prepared once, on one connection; a crowd shares eight
//! of them out of a deadpool.

use async_trait::async_trait;
use deadpool::managed::{self, Metrics, Pool, RecycleResult};
use kit::{
    AlbumRow, Asked, BATCH, BUYER, Client, Contender, Crowd, Failure, Seat, Tally, Texts, TrackRow, Work,
    apart, bound, document, key, keys, span,
};
use std::{collections::HashMap, pin::pin, str::FromStr, sync::Arc};
use tokio::runtime::Runtime;
use tokio_postgres::{Client as Connection, Config, Error, NoTls, Row, Statement, types::ToSql};

type Param<'p> = &'p (dyn ToSql + Sync);

/// tokio-postgres by hand.
pub(super) struct TokioPostgres {
    seat: Seat,
    connection: Connection,
    texts: Texts,
    prepared: HashMap<&'static str, Statement>,
    runtime: Runtime,
}

impl TokioPostgres {
    /// On the seat's database.
    ///
    /// # Errors
    /// The database's.
    pub(super) fn open(seat: &Seat) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let connection = runtime.block_on(connect(&Config::from_str(&seat.url)?, &seat.session))?;
        let texts = Texts::of(seat.engine);
        Ok(TokioPostgres { seat: seat.clone(), connection, texts, prepared: HashMap::new(), runtime })
    }
}

async fn connect(config: &Config, session: &str) -> Result<Connection, Error> {
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(connection);
    client.batch_execute(session).await?;
    Ok(client)
}

/// One connection, and what is prepared on it.
struct Held<'h> {
    connection: &'h Connection,
    texts: &'h Texts,
    prepared: &'h mut HashMap<&'static str, Statement>,
}

impl Held<'_> {
    async fn prepare(&mut self, sql: &'static str) -> Result<Statement, Error> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.connection.prepare(sql).await?;
        self.prepared.insert(sql, statement.clone());
        Ok(statement)
    }

    async fn rows(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>, Error> {
        let statement = self.prepare(sql).await?;
        self.connection.query(&statement, params).await
    }

    /// All rows before any is counted, as the others do.
    async fn tracks(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        read: fn(&Row) -> Result<TrackRow, Error>,
        tally: &mut Tally,
    ) -> Result<Vec<TrackRow>, Error> {
        let rows: Vec<TrackRow> = self.rows(sql, params).await?.iter().map(read).collect::<Result<_, _>>()?;
        rows.iter().for_each(|row| tally.track(row));
        Ok(rows)
    }

    async fn prefetched(&mut self, turn: i64, tally: &mut Tally) -> Result<(), Error> {
        let (first, last) = keys(turn);
        let albums = self.rows(self.texts.albums, &[&first, &last]).await?;
        let albums: Vec<AlbumRow> = albums.iter().map(|row| album(row, 0)).collect::<Result<_, _>>()?;
        let ids: Vec<Param<'_>> = albums.iter().map(|album| &album.id as Param<'_>).collect();
        let mut of: HashMap<i64, Vec<TrackRow>> = HashMap::with_capacity(albums.len());
        for row in self.rows(self.texts.tracks_of, &ids).await? {
            let track = track(&row)?;
            of.entry(track.album_id).or_default().push(track);
        }
        for album in &albums {
            tally.album(album.id, &album.title, album.year);
            of.remove(&album.id).unwrap_or_default().iter().for_each(|row| tally.track(row));
        }
        Ok(())
    }

    async fn streamed(&mut self, tally: &mut Tally) -> Result<(), Error> {
        use futures::TryStreamExt;
        let statement = self.prepare(self.texts.plays).await?;
        let none: [Param<'_>; 0] = [];
        let mut rows = pin!(self.connection.query_raw(&statement, none).await?);
        while let Some(row) = rows.try_next().await? {
            sale(&row, tally)?;
        }
        Ok(())
    }

    async fn insert(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        tally: &mut Tally,
    ) -> Result<(), Error> {
        self.rows(sql, params).await?.iter().try_for_each(|row| sale(row, tally))
    }

    async fn change(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        tally: &mut Tally,
    ) -> Result<(), Error> {
        let statement = self.prepare(sql).await?;
        tally.changed(self.connection.execute(&statement, params).await?);
        Ok(())
    }

    async fn transaction(&mut self, turn: i64, tally: &mut Tally) -> Result<(), Error> {
        self.connection.batch_execute(self.texts.begin).await?;
        let read = self.tracks(self.texts.get, &[&key(turn)], track, tally).await?;
        let seconds = read.first().map_or(0, |row| row.seconds + 1);
        self.change(self.texts.set, &[&seconds, &key(turn)], tally).await?;
        self.insert(self.texts.insert, &[&turn, &1_i64, &BUYER], tally).await?;
        self.connection.batch_execute("COMMIT").await
    }

    async fn changed_apart(&mut self, turn: i64, tally: &mut Tally) -> Result<(), Error> {
        self.connection.batch_execute(self.texts.begin).await?;
        for (key, seconds) in apart(turn) {
            self.change(self.texts.set, &[&seconds, &key], tally).await?;
        }
        self.connection.batch_execute("COMMIT").await
    }

    async fn turn(&mut self, work: Work, turn: i64, tally: &mut Tally) -> Result<(), Error> {
        let (texts, (first, last)) = (self.texts, span(turn));
        match work {
            Work::Held | Work::Pooled => self.tracks(texts.get, &[&key(turn)], track, tally).await.map(drop),
            Work::Filter => self.tracks(texts.filter, &[&bound(turn)], track, tally).await.map(drop),
            Work::Load => self.tracks(texts.load, &[], track, tally).await.map(drop),
            Work::Join => self.tracks(texts.join, &[&first, &last], with_album, tally).await.map(drop),
            Work::Prefetch => self.prefetched(turn, tally).await,
            Work::Mebibyte | Work::SixteenMebibytes => {
                for row in self.rows(texts.document, &[&document(work)]).await? {
                    tally.document(&row.try_get::<_, Vec<u8>>(1)?);
                }
                Ok(())
            }
            Work::Stream => self.streamed(tally).await,
            Work::Insert => self.insert(texts.insert, &[&turn, &1_i64, &BUYER], tally).await,
            Work::Bulk => {
                let numbers: Vec<i64> = (0..BATCH).collect();
                let new = numbers.iter().flat_map(|number| [number as Param<'_>, &1_i64, &BUYER]);
                self.insert(texts.bulk, &new.collect::<Vec<_>>(), tally).await
            }
            Work::Update => self.change(texts.update, &[&key(turn)], tally).await,
            Work::UpdateMany => self.change(texts.update_many, &[&first, &last], tally).await,
            Work::BulkUpdate => self.changed_apart(turn, tally).await,
            Work::Transaction => self.transaction(turn, tally).await,
        }
    }
}

impl Contender for TokioPostgres {
    fn run(&mut self, asked: &Asked) -> Result<Tally, Failure> {
        let TokioPostgres { connection, texts, prepared, runtime, .. } = self;
        let mut held = Held { connection, texts, prepared };
        Ok(runtime.block_on(async {
            let mut tally = Tally::default();
            for turn in asked.turns.clone() {
                held.turn(asked.work, turn, &mut tally).await?;
            }
            Ok::<_, Error>(tally)
        })?)
    }

    fn crowd(&mut self) -> Result<Option<Crowd>, Failure> {
        let Seat { url, session, connections, .. } = self.seat.clone();
        let opener = Opener { config: Config::from_str(&url)?, session, get: self.texts.get };
        let client = Arc::new(Shared(Pool::builder(opener).max_size(connections).build()?));
        Ok(Some(Crowd { runtime: self.runtime.handle().clone(), client }))
    }
}

struct Opener {
    config: Config,
    session: String,
    get: &'static str,
}

impl managed::Manager for Opener {
    type Type = (Connection, Statement);
    type Error = Error;

    async fn create(&self) -> Result<Self::Type, Error> {
        let connection = connect(&self.config, &self.session).await?;
        let get = connection.prepare(self.get).await?;
        Ok((connection, get))
    }

    async fn recycle(&self, (connection, _): &mut Self::Type, _: &Metrics) -> RecycleResult<Error> {
        match connection.is_closed() {
            true => Err(managed::RecycleError::message("the connection is closed")),
            false => Ok(()),
        }
    }
}

struct Shared(Pool<Opener>);

#[async_trait]
impl Client for Shared {
    async fn get(&self, key: i64) -> Result<Tally, Failure> {
        let held = self.0.get().await.map_err(|error| error.to_string())?;
        let row = held.0.query_one(&held.1, &[&key]).await?;
        let mut tally = Tally::default();
        tally.track(&track(&row)?);
        Ok(tally)
    }
}

fn track(row: &Row) -> Result<TrackRow, Error> {
    Ok(TrackRow {
        id: row.try_get(0)?,
        name: row.try_get(1)?,
        composer: row.try_get(2)?,
        seconds: row.try_get(3)?,
        price: row.try_get(4)?,
        album_id: row.try_get(5)?,
        album: None,
    })
}

fn with_album(row: &Row) -> Result<TrackRow, Error> {
    Ok(TrackRow { album: Some(album(row, 6)?), ..track(row)? })
}

fn album(row: &Row, at: usize) -> Result<AlbumRow, Error> {
    Ok(AlbumRow { id: row.try_get(at)?, title: row.try_get(at + 1)?, year: row.try_get(at + 2)? })
}

fn sale(row: &Row, tally: &mut Tally) -> Result<(), Error> {
    let buyer: String = row.try_get(3)?;
    tally.sale(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, &buyer);
    Ok(())
}
