//! One peer in a process of its own: `segue-bench-peers NAME SEAT`, asked over its standard input.

mod deadpool_diesel;
mod diesel_async;
#[path = "../../../xtask/src/bench/contenders/diesel/schema.rs"]
mod schema;
mod sea_orm;

use kit::{Contender, Failure, Seat};

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let (name, seat) = arguments.next().zip(arguments.next()).ok_or("usage: segue-bench-peers NAME SEAT")?;
    kit::serve(&mut *open(&name, &serde_json::from_str(&seat)?)?)
}

fn open(name: &str, seat: &Seat) -> Result<Box<dyn Contender>, Failure> {
    match name {
        "diesel-async" => diesel_async::open(seat),
        "deadpool-diesel" => deadpool_diesel::open(seat),
        "sea-orm" => Ok(Box::new(sea_orm::SeaOrm::open(seat)?)),
        name => Err(format!("there is no peer `{name}`").into()),
    }
}

fn count(tally: &mut kit::Tally, row: &schema::Track) {
    tally.fields(row.id + row.seconds + row.album_id, row.price, &row.name, row.composer.as_deref());
}
