//! sqlx by hand: on one connection, without a pool in between.

use crate::bench::{
    contender::{Contender, Failure},
    data,
    rows::{AlbumRow, Tally, TrackRow},
    work::{self, Asked, BUYER, Work},
};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, SqliteConnection, sqlite::SqliteConnectOptions};
use std::path::Path;
use tokio::runtime::Runtime;

/// sqlx by hand.
pub(super) struct Sqlx {
    connection: SqliteConnection,
    runtime: Runtime,
}

type Track = (i64, String, Option<String>, i64, f64, i64);
type TrackWithAlbum = (i64, String, Option<String>, i64, f64, i64, i64, String, Option<i64>);

const GET: &str = "SELECT id, name, composer, seconds, price, album_id FROM track WHERE id = ?";
const FILTER: &str =
    "SELECT id, name, composer, seconds, price, album_id FROM track WHERE seconds > ? ORDER BY id LIMIT 100";
const LOAD: &str = "SELECT id, name, composer, seconds, price, album_id FROM track ORDER BY id";
const JOIN: &str = "SELECT track.id, track.name, track.composer, track.seconds, track.price, track.album_id, \
                    album.id, album.title, album.year FROM track INNER JOIN album ON album.id = track.album_id \
                    WHERE track.id BETWEEN ? AND ? ORDER BY track.id";
const INSERT: &str =
    "INSERT INTO sale (track, pieces, buyer) VALUES (?, ?, ?) RETURNING id, track, pieces, buyer";

impl Sqlx {
    /// On a copy of `file`.
    ///
    /// # Errors
    /// The database's.
    pub(super) fn open(file: &Path) -> Result<Self, Failure> {
        let file = data::copy(file, "sqlx")?;
        let session = data::settings(&file)?.sqlite_session();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let options = SqliteConnectOptions::new().filename(&file).disable_statement_logging();
        let connection = runtime.block_on(async {
            let mut connection = options.connect().await?;
            connection.execute(sqlx::raw_sql(AssertSqlSafe(session))).await?;
            Ok::<_, sqlx::Error>(connection)
        })?;
        Ok(Sqlx { connection, runtime })
    }
}

impl Contender for Sqlx {
    fn name(&self) -> &'static str {
        "sqlx"
    }

    fn run(&mut self, asked: &Asked) -> Result<Tally, Failure> {
        let Sqlx { connection, runtime } = self;
        Ok(runtime.block_on(async {
            let mut tally = Tally::default();
            for turn in asked.turns.clone() {
                take(connection, asked.work, turn, &mut tally).await?;
            }
            Ok::<_, sqlx::Error>(tally)
        })?)
    }
}

async fn take(
    connection: &mut SqliteConnection,
    work: Work,
    turn: i64,
    tally: &mut Tally,
) -> sqlx::Result<()> {
    let rows: Vec<Track> = match work {
        Work::Get => vec![sqlx::query_as(GET).bind(work::key(turn)).fetch_one(connection).await?],
        Work::Filter => sqlx::query_as(FILTER).bind(work::bound(turn)).fetch_all(connection).await?,
        Work::Load => sqlx::query_as(LOAD).fetch_all(connection).await?,
        Work::Join => return joined(connection, work::span(turn), tally).await,
        Work::Insert => return insert(connection, turn, tally).await,
    };
    for (id, name, composer, seconds, price, album_id) in rows {
        tally.track(&TrackRow { id, name, composer, seconds, price, album_id, album: None });
    }
    Ok(())
}

async fn joined(connection: &mut SqliteConnection, span: (i64, i64), tally: &mut Tally) -> sqlx::Result<()> {
    let rows: Vec<TrackWithAlbum> =
        sqlx::query_as(JOIN).bind(span.0).bind(span.1).fetch_all(connection).await?;
    for (id, name, composer, seconds, price, album_id, of, title, year) in rows {
        let album = Some(AlbumRow { id: of, title, year });
        tally.track(&TrackRow { id, name, composer, seconds, price, album_id, album });
    }
    Ok(())
}

/// Read to its end; see the bare driver's.
async fn insert(connection: &mut SqliteConnection, turn: i64, tally: &mut Tally) -> sqlx::Result<()> {
    let insert = sqlx::query_as(INSERT).bind(turn).bind(1_i64).bind(BUYER);
    let rows: Vec<(i64, i64, i64, String)> = insert.fetch_all(connection).await?;
    rows.iter().for_each(|(id, track, pieces, buyer)| tally.sale(*id, *track, *pieces, buyer));
    Ok(())
}
