//! SeaORM without async, in a process of its own: `segue-bench-peers-sync NAME SEAT`, asked over its standard input.

#[path = "../../peers/src/sea_orm/entities.rs"]
mod entities;

use entities::{album, sale, track};
use kit::{Asked, BUYER, Contender, FILTERED, Failure, Seat, Tally, Work, bound, key, span};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectOptions, ConnectionTrait, Database,
    DatabaseConnection, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    TransactionTrait,
};

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let (_name, seat) = arguments.next().zip(arguments.next()).ok_or("usage: segue-bench-peers-sync NAME SEAT")?;
    kit::serve(&mut SeaOrm::open(&serde_json::from_str(&seat)?)?)
}

/// On one connection, as a thread has it.
struct SeaOrm(DatabaseConnection);

impl SeaOrm {
    fn open(seat: &Seat) -> Result<Self, Failure> {
        let mut options = ConnectOptions::new(format!("sqlite://{}", seat.file()));
        options.max_connections(1);
        let db = Database::connect(options)?;
        db.execute_unprepared(&seat.session)?;
        Ok(SeaOrm(db))
    }
}

fn get(on: &impl ConnectionTrait, key: i64) -> Result<track::Model, DbErr> {
    let found = track::Entity::find_by_id(key).one(on)?;
    found.ok_or_else(|| DbErr::RecordNotFound("track".into()))
}

fn insert(on: &impl ConnectionTrait, turn: i64, tally: &mut Tally) -> Result<(), DbErr> {
    let new = sale::ActiveModel {
        track: Set(turn),
        pieces: Set(1),
        buyer: Set(BUYER.to_owned()),
        ..Default::default()
    };
    let made = new.insert(on)?;
    tally.sale(made.id, made.track, made.pieces, &made.buyer);
    Ok(())
}

fn three(db: &DatabaseConnection, turn: i64, tally: &mut Tally) -> Result<(), DbErr> {
    let tx = db.begin()?;
    let track = get(&tx, key(turn))?;
    count(tally, &track);
    let seconds = track.seconds + 1;
    let mut changed = track.into_active_model();
    changed.seconds = Set(seconds);
    changed.update(&tx)?;
    tally.changed(1);
    insert(&tx, turn, tally)?;
    tx.commit()
}

fn take(db: &DatabaseConnection, work: Work, turn: i64, tally: &mut Tally) -> Result<(), DbErr> {
    let all = track::Entity::find().order_by_asc(track::Column::Id);
    match work {
        Work::Join => {
            let (first, last) = span(turn);
            let some = all.filter(track::Column::Id.between(first, last));
            for (row, album) in some.find_also_related(album::Entity).all(db)? {
                count(tally, &row);
                if let Some(album) = album {
                    tally.album(album.id, &album.title, album.year);
                }
            }
        }
        Work::Filter => {
            let some = all.filter(track::Column::Seconds.gt(bound(turn))).limit(FILTERED as u64);
            some.all(db)?.iter().for_each(|row| count(tally, row));
        }
        Work::Load => all.all(db)?.iter().for_each(|row| count(tally, row)),
        Work::Insert => insert(db, turn, tally)?,
        Work::Transaction => three(db, turn, tally)?,
        _ => count(tally, &get(db, key(turn))?),
    }
    Ok(())
}

fn count(tally: &mut Tally, row: &track::Model) {
    tally.fields(row.id + row.seconds + row.album_id, row.price, &row.name, row.composer.as_deref());
}

impl Contender for SeaOrm {
    fn run(&mut self, asked: &Asked) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        if asked.work == Work::Held {
            let tx = self.0.begin()?;
            for turn in asked.turns.clone() {
                count(&mut tally, &get(&tx, key(turn))?);
            }
            tx.commit()?;
            return Ok(tally);
        }
        for turn in asked.turns.clone() {
            take(&self.0, asked.work, turn, &mut tally)?;
        }
        Ok(tally)
    }

    fn can(&self, work: Work) -> bool {
        work.is_everybodys()
    }
}
