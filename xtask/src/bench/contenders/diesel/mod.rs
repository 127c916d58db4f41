//! diesel's typed DSL by hand: on one connection, or out of r2d2.

mod by_hand;
mod pool;
mod schema;

use diesel::{connection::SimpleConnection, prelude::*};
use kit::{Contender, Engine, Failure, Seat};
use schema::{NewSale, Track};

by_hand::contender!(
    Sqlite,
    diesel::SqliteConnection,
    diesel::connection::DefaultLoadingMode,
    |connection, new| {
        diesel::insert_into(schema::sale::table)
            .values(new)
            .returning(Sale::as_returning())
            .get_results(connection)
    }
);

#[cfg(feature = "servers")]
by_hand::contender!(Postgres, diesel::PgConnection, diesel::pg::PgRowByRowLoadingMode, |connection, new| {
    diesel::insert_into(schema::sale::table)
        .values(new)
        .returning(Sale::as_returning())
        .get_results(connection)
});

#[cfg(feature = "servers")]
by_hand::contender!(
    Mysql,
    diesel::MysqlConnection,
    diesel::connection::DefaultLoadingMode,
    |connection, new| {
        let made = diesel::insert_into(schema::sale::table).values(new).execute(connection)?;
        inserted(made, connection)
    }
);

/// The rows that the last `INSERT` made: MySQL's gives nothing back, and numbers them one after the other.
#[cfg(feature = "servers")]
fn inserted(made: usize, connection: &mut diesel::MysqlConnection) -> QueryResult<Vec<schema::Sale>> {
    use diesel::{dsl::sql, sql_types::Bool};
    let which = sql::<Bool>("id >= LAST_INSERT_ID() AND id < LAST_INSERT_ID() + ")
        .bind::<diesel::sql_types::BigInt, _>(made as i64);
    schema::sale::table
        .filter(which)
        .order(schema::sale::id)
        .select(schema::Sale::as_select())
        .load(connection)
}

/// diesel on the seat's database.
///
/// # Errors
/// The database's; and where this build does not have it.
pub(super) fn open(seat: &Seat) -> Result<Box<dyn Contender>, Failure> {
    match seat.engine {
        Engine::Sqlite => Ok(Box::new(Sqlite::open(seat, seat.file().to_owned())?)),
        #[cfg(feature = "servers")]
        Engine::Postgres => Ok(Box::new(Postgres::open(seat, seat.url_with("sslmode", "disable"))?)),
        #[cfg(feature = "servers")]
        Engine::Mysql => Ok(Box::new(Mysql::open(seat, seat.url.clone())?)),
        #[cfg(not(feature = "servers"))]
        _ => Err("this build has no libraries of servers".into()),
    }
}

fn count(tally: &mut kit::Tally, row: &Track) {
    tally.fields(row.id + row.seconds + row.album_id, row.price, &row.name, row.composer.as_deref());
}

fn new(track: i64) -> NewSale {
    NewSale { track, pieces: 1, buyer: kit::BUYER }
}
