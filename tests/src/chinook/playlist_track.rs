//! Which track is on which playlist: a table whose key has two columns, which no model can have yet.

use super::{
    site::quoted,
    table::{BATCH, Table, Way},
};
use crate::Style;
use async_trait::async_trait;
use segue::{
    Engine,
    prelude::*,
    value::{SqlType, Value},
};

pub(super) struct PlaylistTrack;

impl PlaylistTrack {
    /// Makes the table.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn create(db: &Database, style: Style) -> Result<()> {
        let sql = r#"CREATE TABLE "PlaylistTrack" ("PlaylistId" BIGINT NOT NULL, "TrackId" BIGINT NOT NULL,
            PRIMARY KEY ("PlaylistId", "TrackId"),
            FOREIGN KEY ("PlaylistId") REFERENCES "Playlist" ("PlaylistId"),
            FOREIGN KEY ("TrackId") REFERENCES "Track" ("TrackId"))"#;
        style.run(raw(quoted(engine(db), sql)).execute(db)).await.map(drop)
    }
}

#[async_trait]
impl Table for PlaylistTrack {
    fn name(&self) -> &'static str {
        "PlaylistTrack"
    }

    fn columns(&self) -> Vec<(&'static str, SqlType)> {
        vec![("PlaylistId", SqlType::I64), ("TrackId", SqlType::I64)]
    }

    fn key_columns(&self) -> usize {
        2
    }

    async fn copy(&self, way: &Way<'_>, into: &mut Transaction) -> Result<()> {
        for pairs in pairs(way.from, way.style).await?.chunks(BATCH) {
            way.style.run(insert(pairs, way.into).execute(into)).await?;
        }
        Ok(())
    }

    async fn rows(&self, of: &Database, style: Style) -> Result<Vec<Vec<Value>>> {
        let pairs = pairs(of, style).await?;
        Ok(pairs.into_iter().map(|(playlist, track)| vec![Value::I64(playlist), Value::I64(track)]).collect())
    }
}

async fn pairs(of: &Database, style: Style) -> Result<Vec<(i64, i64)>> {
    let sql = r#"SELECT "PlaylistId", "TrackId" FROM "PlaylistTrack" ORDER BY "PlaylistId", "TrackId""#;
    style.run(raw(quoted(engine(of), sql)).read_only().all(of)).await
}

fn insert(pairs: &[(i64, i64)], into: Engine) -> segue::Raw {
    let places = vec!["(?, ?)"; pairs.len()].join(", ");
    let sql = format!(r#"INSERT INTO "PlaylistTrack" ("PlaylistId", "TrackId") VALUES {places}"#);
    pairs.iter().fold(raw(quoted(into, &sql)), |sql, (playlist, track)| sql.bind(*playlist).bind(*track))
}

fn engine(db: &Database) -> Engine {
    db.settings().location.engine()
}
