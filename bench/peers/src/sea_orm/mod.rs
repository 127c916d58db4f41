//! SeaORM, over its pool, which is sqlx's.

use ::sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectOptions, ConnectionTrait, Database,
    DatabaseConnection, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    TransactionTrait, sqlx,
};
use async_trait::async_trait;
use entities::{album, sale, track};
use kit::{
    Asked, BUYER, Client, Contender, Crowd, Engine, FILTERED, Failure, Seat, Tally, Work, bound, key, span,
};
use std::sync::Arc;
use tokio::runtime::Runtime;

pub(crate) mod entities;

pub(crate) struct SeaOrm {
    db: DatabaseConnection,
    runtime: Runtime,
}

impl SeaOrm {
    pub(crate) fn open(seat: &Seat) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let mut options = ConnectOptions::new(match seat.engine {
            Engine::Sqlite => format!("sqlite://{}", seat.file()),
            Engine::Postgres => seat.url_with("sslmode", "disable"),
            Engine::Mysql => seat.url_with("ssl-mode", "disabled"),
        });
        options.max_connections(seat.connections as u32).sqlx_logging(false);
        if seat.engine == Engine::Sqlite {
            let session = seat.session.clone();
            options.map_sqlx_sqlite_pool_opts(move |pool| {
                let session = session.clone();
                pool.after_connect(move |connection, _| {
                    let session = sqlx::AssertSqlSafe(session.clone());
                    Box::pin(async move {
                        sqlx::Executor::execute(connection, sqlx::raw_sql(session)).await.map(drop)
                    })
                })
            });
        }
        let db = runtime.block_on(Database::connect(options))?;
        Ok(SeaOrm { db, runtime })
    }
}

async fn get(on: &impl ConnectionTrait, key: i64) -> Result<track::Model, DbErr> {
    let found = track::Entity::find_by_id(key).one(on).await?;
    found.ok_or_else(|| DbErr::RecordNotFound("track".into()))
}

async fn insert(on: &impl ConnectionTrait, turn: i64, tally: &mut Tally) -> Result<(), DbErr> {
    let new = sale::ActiveModel {
        track: Set(turn),
        pieces: Set(1),
        buyer: Set(BUYER.to_owned()),
        ..Default::default()
    };
    let made = new.insert(on).await?;
    tally.sale(made.id, made.track, made.pieces, &made.buyer);
    Ok(())
}

async fn three(db: &DatabaseConnection, turn: i64, tally: &mut Tally) -> Result<(), DbErr> {
    let tx = db.begin().await?;
    let track = get(&tx, key(turn)).await?;
    count(tally, &track);
    let seconds = track.seconds + 1;
    let mut changed = track.into_active_model();
    changed.seconds = Set(seconds);
    changed.update(&tx).await?;
    tally.changed(1);
    insert(&tx, turn, tally).await?;
    tx.commit().await
}

async fn take(db: &DatabaseConnection, work: Work, turn: i64, tally: &mut Tally) -> Result<(), DbErr> {
    let all = track::Entity::find().order_by_asc(track::Column::Id);
    match work {
        Work::Join => {
            let (first, last) = span(turn);
            let some = all.filter(track::Column::Id.between(first, last));
            for (row, album) in some.find_also_related(album::Entity).all(db).await? {
                count(tally, &row);
                if let Some(album) = album {
                    tally.album(album.id, &album.title, album.year);
                }
            }
        }
        Work::Filter => {
            let some = all.filter(track::Column::Seconds.gt(bound(turn))).limit(FILTERED as u64);
            some.all(db).await?.iter().for_each(|row| count(tally, row));
        }
        Work::Load => all.all(db).await?.iter().for_each(|row| count(tally, row)),
        Work::Insert => insert(db, turn, tally).await?,
        Work::Transaction => three(db, turn, tally).await?,
        _ => count(tally, &get(db, key(turn)).await?),
    }
    Ok(())
}

fn count(tally: &mut Tally, row: &track::Model) {
    tally.fields(row.id + row.seconds + row.album_id, row.price, &row.name, row.composer.as_deref());
}

impl Contender for SeaOrm {
    fn run(&mut self, asked: &Asked) -> Result<Tally, Failure> {
        self.runtime.block_on(async {
            let mut tally = Tally::default();
            if asked.work == Work::Held {
                let tx = self.db.begin().await?;
                for turn in asked.turns.clone() {
                    count(&mut tally, &get(&tx, key(turn)).await?);
                }
                tx.commit().await?;
                return Ok(tally);
            }
            for turn in asked.turns.clone() {
                take(&self.db, asked.work, turn, &mut tally).await?;
            }
            Ok(tally)
        })
    }

    fn can(&self, work: Work) -> bool {
        work.is_everybodys()
    }

    fn crowd(&mut self) -> Result<Option<Crowd>, Failure> {
        let client = Arc::new(Shared(self.db.clone()));
        Ok(Some(Crowd { runtime: self.runtime.handle().clone(), client }))
    }
}

struct Shared(DatabaseConnection);

#[async_trait]
impl Client for Shared {
    async fn get(&self, key: i64) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        count(&mut tally, &get(&self.0, key).await?);
        Ok(tally)
    }
}
