//! A bare pool of sqlx 0.9.0, whose `begin` is dropped: it gives the connection back inside a transaction.

use crate::{
    Place, Style,
    setup::{SERVERS, failed, is_required},
    sweep::{Cut, Outside},
};
use futures::future::BoxFuture;
use libtest_mimic::{Completion, Failed, Trial};
use orm_api::backend::Location;
use segue::{Engine, Result};
use services::{Network, Proxy};
use std::time::Duration;

/// What must be so by then is not.
const LIMIT: Duration = Duration::from_millis(300);

/// More polls than `begin` takes.
const POLLS: usize = 12;

/// How often each poll count is tried.
const ROUNDS: usize = 20;

pub(super) fn trials() -> Vec<Trial> {
    let trial = |engine: Engine| {
        Trial::ignorable_test(format!("planted::sqlx::{engine}"), move || match is_compiled_in(engine) {
            true => Style::Multi.drive(found(engine)).map_err(Failed::from)?,
            false if is_required(engine) => Err(format!("built without the feature `{engine}`").into()),
            false => Ok(Completion::ignored_with("built without it")),
        })
    };
    SERVERS.into_iter().map(trial).collect()
}

fn is_compiled_in(engine: Engine) -> bool {
    match engine {
        Engine::Postgres => cfg!(feature = "postgres"),
        Engine::MySql => cfg!(feature = "mysql"),
        Engine::Sqlite => false,
    }
}

/// The sweep's checks find it, and say at which poll.
async fn found(engine: Engine) -> Result<Completion, Failed> {
    for round in 0..ROUNDS {
        for polls in 0..POLLS {
            match after(engine, polls).await? {
                Fine::Ended => break,
                Fine::Nothing => {}
                Fine::Left(what) => {
                    println!("round {round}: `begin` dropped after {polls} polls: {what}");
                    return Ok(Completion::Completed);
                }
            }
        }
    }
    Err("the sweep does not find that sqlx gives back a connection inside a transaction".into())
}

/// What a dropped `begin` has left.
enum Fine {
    /// It was not dropped.
    Ended,
    Nothing,
    Left(String),
}

/// A pool of one connection through a proxy, whose `begin` is dropped after so many polls.
async fn after(engine: Engine, polls: usize) -> Result<Fine> {
    let place = Place::on(engine)?;
    let outside = Outside::of(&place)?;
    let Location::Server(server) = place.settings().location else {
        return Err(failed("only servers have sqlx's pools here"));
    };
    let proxy = Proxy::start(([127, 0, 0, 1], server.port).into()).map_err(failed)?;
    proxy.set(Network::Delay { least: Duration::ZERO, most: Duration::from_millis(2) });
    let url = place.url().replace(&format!(":{}/", server.port), &format!(":{}/", proxy.address().port()));
    let pool = Pool::connect(engine, &url).await?;
    let (begun, _) = Cut::Polls(polls).of(pool.begin()).await;
    let ended = begun.is_some();
    drop(begun);
    let held = outside.expect_nothing_held(LIMIT).await;
    let inside = pool.is_inside().await?;
    pool.close().await;
    Ok(match (ended, held, inside) {
        (true, ..) => Fine::Ended,
        (false, Err(held), _) => Fine::Left(held.to_string()),
        (false, Ok(()), true) => Fine::Left("the only connection is inside a transaction".to_owned()),
        (false, Ok(()), false) => Fine::Nothing,
    })
}

/// A pool of sqlx's, with one connection.
enum Pool {
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
    #[cfg(feature = "mysql")]
    MySql(sqlx::MySqlPool),
}

impl Pool {
    /// Opens it; the connection is there before anything is asked.
    async fn connect(engine: Engine, url: &str) -> Result<Self> {
        match engine {
            #[cfg(feature = "postgres")]
            Engine::Postgres => {
                let options = sqlx::postgres::PgPoolOptions::new().max_connections(1);
                options.connect(url).await.map(Pool::Postgres).map_err(failed)
            }
            #[cfg(feature = "mysql")]
            Engine::MySql => {
                let options = sqlx::mysql::MySqlPoolOptions::new().max_connections(1);
                options.connect(url).await.map(Pool::MySql).map_err(failed)
            }
            _ => Err(failed(format!("built without the feature `{engine}`"))),
        }
    }

    /// Begins a transaction, which ends with what is given back.
    fn begin(&self) -> BoxFuture<'_, Result<Box<dyn Send>>> {
        match self {
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => Box::pin(async move {
                let begun = pool.begin().await.map_err(failed)?;
                Ok(Box::new(begun) as Box<dyn Send>)
            }),
            #[cfg(feature = "mysql")]
            Pool::MySql(pool) => Box::pin(async move {
                let begun = pool.begin().await.map_err(failed)?;
                Ok(Box::new(begun) as Box<dyn Send>)
            }),
        }
    }

    /// Whether whoever gets the only connection next is inside a transaction, as the sweep asks it of Segue's.
    async fn is_inside(&self) -> Result<bool> {
        match self {
            // The server tells it by itself.
            #[cfg(feature = "postgres")]
            Pool::Postgres(_) => Ok(false),
            #[cfg(feature = "mysql")]
            Pool::MySql(pool) => {
                let asked = sqlx::query_scalar("SELECT CAST(@@in_transaction AS SIGNED)");
                let inside: i64 = asked.fetch_one(pool).await.map_err(failed)?;
                Ok(inside != 0)
            }
        }
    }

    async fn close(self) {
        match self {
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => pool.close().await,
            #[cfg(feature = "mysql")]
            Pool::MySql(pool) => pool.close().await,
        }
    }
}
