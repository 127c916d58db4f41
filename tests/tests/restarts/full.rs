//! Servers that have no connection left.

use super::{load::ask, soon};
use libtest_mimic::Failed;
use orm_api::backend::Settings;
use segue::{Engine, ErrorKind, Mode};
use segue_tests::{
    Options, Setup,
    setup::{Face, Neutral},
};
use std::time::Duration;

/// The fewest that MariaDB can be told to take.
const MOST: usize = 10;

/// Whoever needs one more is told so, alike in every mode, and what to do; what is open goes on.
pub(crate) fn full(engine: Engine, service: services::Engine) -> Result<(), Failed> {
    let most = match service {
        services::Engine::Postgres => format!("-cmax_connections={MOST}"),
        _ => format!("--max-connections={MOST}"),
    };
    let server = services::throwaway(service, &services::Options::new().argument(most))?;
    let mut told = Vec::new();
    for mode in Mode::ALL {
        told.push((mode, told_in(mode, engine, &server.url)?));
    }
    let (_, first) = &told[0];
    match told.iter().all(|(_, message)| message == first) {
        true => Ok(()),
        false => Err(format!("modes differ: {told:#?}").into()),
    }
}

/// What an operation is told that finds the server full, and one that opens the database.
fn told_in(mode: Mode, engine: Engine, url: &str) -> Result<[String; 2], Failed> {
    let mut options = Options::new(Settings::new(url)?);
    options.settings.pool.max_connections = 2;
    let face = Face { engine, mode };
    let db =
        soon(|| face.open(options.clone()).wait().ok()).ok_or("the server has no place for the first")?;
    let tx = db.begin().wait()?;
    let others = rest(engine, url)?;
    let told = [refusal(mode, ask(&db))?, refusal(mode, face.open(options).wait())?];
    ask(&tx)?;
    tx.rollback().wait()?;
    ask(&db)?;
    drop(others);
    let both = soon(|| db.begin().wait().ok().zip(db.begin().wait().ok()));
    drop(both.ok_or("there is room, and nobody sees it")?);
    db.close(Duration::from_secs(5)).wait()?;
    Ok(told)
}

/// All connections that the server still takes.
fn rest(engine: Engine, url: &str) -> Result<Vec<Neutral>, Failed> {
    let others: Vec<_> = (0..2 * MOST).map_while(|_| Neutral::connect(engine, url).ok()).collect();
    if others.len() < 2 * MOST {
        Ok(others)
    } else {
        Err("the server takes any number of connections".into())
    }
}

fn refusal<T>(mode: Mode, result: segue::Result<T>) -> Result<String, Failed> {
    let Err(error) = result else { return Err(format!("{mode}: it has found a connection").into()) };
    let message = error.to_string();
    let helps =
        message.contains("no connection left; lower `pool.max_connections`, or raise the server's limit");
    match error.kind() == ErrorKind::Connect && error.retry().advised() && helps {
        true => Ok(message),
        false => Err(format!("{mode}: {error:?}").into()),
    }
}
