//! What the capabilities say of values is true: a lack that is declared and is not there fails the run, and what is
//! declared to be there and lacks.

use super::{maybe, words};
use crate::{Options, Place, Setup, models::MaybeKinds, setup::failed};
#[cfg(feature = "mysql")]
use mysql::prelude::Queryable;
use segue::{Capabilities, Engine, prelude::*};
use std::time::Duration;

/// A capability, and the numbers that need it.
type Fact = (&'static str, fn(&Capabilities) -> bool, &'static [f64]);

const FACTS: [Fact; 3] = [
    ("stores_nan", |can| can.stores_nan, &[f64::NAN]),
    ("stores_infinity", |can| can.stores_infinity, &[f64::INFINITY, f64::NEG_INFINITY]),
    ("keeps_negative_zero", |can| can.keeps_negative_zero, &[-0.0]),
];

/// Each number is written by a bare driver, past Segue's own refusal, and looked at.
pub(super) fn check(setup: &dyn Setup) -> Result<(), String> {
    let place = setup.fresh().map_err(words)?;
    let db = setup.open(Options::new(place.settings())).wait().map_err(words)?;
    let can = db.capabilities().map_err(words)?;
    MaybeKinds::objects().create(&db, maybe::nothing()).wait().map_err(words)?;
    db.close(Duration::from_secs(10)).wait().map_err(words)?;
    for (name, declared, numbers) in FACTS {
        for (number, column) in numbers.iter().flat_map(|number| [(*number, "single"), (*number, "double")]) {
            let kept = is_kept(&place, setup.engine(), column, number)?;
            if kept != declared(&can) {
                let declared = declared(&can);
                return Err(format!("`{name}` is {declared}; that {column} keeps {number:?} is {kept}"));
            }
        }
    }
    Ok(())
}

/// Whether the database keeps `number` as it is.
fn is_kept(place: &Place, engine: Engine, column: &str, number: f64) -> Result<bool, String> {
    if write(place, engine, column, number).is_err() {
        return Ok(false);
    }
    let sql = match engine {
        Engine::Sqlite => format!("SELECT {column} FROM maybe_kinds"),
        Engine::Postgres => format!("SELECT \"{column}\"::text FROM maybe_kinds"),
        Engine::MySql => format!("SELECT CAST(`{column}` AS CHAR) FROM maybe_kinds"),
    };
    let read = place.neutral().and_then(|neutral| neutral.value(&sql)).map_err(words)?;
    let read: Option<f64> = read.parse().ok();
    Ok(read.is_some_and(|read| read.to_bits() == number.to_bits() || (read.is_nan() && number.is_nan())))
}

/// As a parameter, where SQL has no literal for it.
fn write(place: &Place, engine: Engine, column: &str, number: f64) -> segue::Result<()> {
    match engine {
        Engine::Sqlite => {
            let sql = format!("UPDATE maybe_kinds SET {column} = ?");
            place.neutral()?.connection()?.execute(&sql, [number]).map(drop).map_err(failed)
        }
        Engine::Postgres => {
            let sql = format!("UPDATE maybe_kinds SET \"{column}\" = '{number}'");
            place.neutral()?.execute(&sql)
        }
        #[cfg(feature = "mysql")]
        Engine::MySql => {
            let opts = mysql::Opts::from_url(place.url()).map_err(failed)?;
            let sql = format!("UPDATE maybe_kinds SET `{column}` = ?");
            mysql::Conn::new(opts).map_err(failed)?.exec_drop(sql, (number,)).map_err(failed)
        }
        #[cfg(not(feature = "mysql"))]
        engine => Err(failed(format!("built without the feature `{engine}`"))),
    }
}
