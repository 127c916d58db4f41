//! Round trips to a server, as a proxy in between counts them: each costs what the network costs, whatever the phase.

use super::data::{artist, to_create};
use crate::{
    Case, Fixture, Options, Style, case,
    models::{Artist, NewArtist},
    setup::failed,
};
use segue::{Engine, Location, Result, prelude::*};
use services::Proxy;
use std::net::{SocketAddr, ToSocketAddrs};

const SERVERS: &[Engine] = &[Engine::Postgres, Engine::MySql];
/// How often each is done: what is done only now and then, such as looking whether a connection still lives, would show.
const TIMES: u64 = 20;

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(a_get_is_one_round_trip_out_of_a_pool_too).on(SERVERS).only(&Style::ONE),
        case!(what_is_made_at_once_is_sent_at_once).on(SERVERS).only(&Style::ONE),
        case!(a_transaction_adds_two_round_trips_at_most).on(SERVERS).only(&Style::ONE),
    ]
}

/// A database behind a proxy that counts.
struct Counted<'f> {
    fix: &'f Fixture,
    db: Database,
    proxy: Proxy,
}

impl<'f> Counted<'f> {
    async fn of(fix: &'f Fixture) -> Result<Counted<'f>> {
        let mut options: Options = fix.options();
        let Location::Server(server) = &mut options.settings.location else {
            return Err(failed("no server"));
        };
        let proxy = Proxy::start(address(&server.host, server.port)?).map_err(failed)?;
        (server.host, server.port) = (proxy.address().ip().to_string(), proxy.address().port());
        let db = fix.quiet(fix.setup().open(options)).await?;
        Ok(Counted { fix, db, proxy })
    }

    /// How many it takes to do `op` over and over, once connections are open and statements prepared.
    async fn round_trips<T: Send + 'static>(&self, op: impl Fn(u64) -> Op<T>) -> Result<u64> {
        for turn in 0..3 {
            self.fix.quiet(op(turn)).await?;
        }
        let before = self.proxy.counts().round_trips;
        for turn in 3..3 + TIMES {
            self.fix.quiet(op(turn)).await?;
        }
        Ok(self.proxy.counts().round_trips - before)
    }
}

fn address(host: &str, port: u16) -> Result<SocketAddr> {
    let found = (host, port).to_socket_addrs().map_err(failed)?.find(SocketAddr::is_ipv4);
    found.ok_or_else(|| failed(format!("{host} has no address")))
}

fn new(number: u64) -> NewArtist {
    artist(&format!("artist {number}"), None)
}

/// Nothing is asked before it, and nothing after it.
async fn a_get_is_one_round_trip_out_of_a_pool_too(fix: Fixture) -> Result<()> {
    let made = fix.quiet(Artist::objects().create(fix.db(), new(0))).await?;
    let counted = Counted::of(&fix).await?;
    let db = &counted.db;
    let gets = counted.round_trips(|_| Artist::objects().by_pk(made.id).get(db)).await?;
    assert_eq!(gets, TIMES, "round trips for {TIMES} gets");
    let updates = counted.round_trips(|_| Artist::objects().by_pk(made.id).update(db, Artist::name.set("x")));
    assert_eq!(updates.await?, TIMES, "round trips for {TIMES} updates");
    fix.forget();
    Ok(())
}

/// A row by one statement, a batch by one: two where the database does not give back what it stored.
async fn what_is_made_at_once_is_sent_at_once(fix: Fixture) -> Result<()> {
    let counted = Counted::of(&fix).await?;
    let (db, each) = (&counted.db, to_create(&fix) as u64);
    let ones = counted.round_trips(|turn| Artist::objects().create(db, new(turn))).await?;
    assert_eq!(ones, each * TIMES, "round trips for {TIMES} rows");
    let batches = counted.round_trips(|turn| {
        let rows = (0..100).map(|row| new(1_000 + turn * 100 + row));
        Artist::objects().bulk_create(db, rows)
    });
    assert_eq!(batches.await?, each * TIMES, "round trips for {TIMES} batches");
    fix.forget();
    Ok(())
}

/// One to begin, and one to commit.
async fn a_transaction_adds_two_round_trips_at_most(fix: Fixture) -> Result<()> {
    let made = fix.quiet(Artist::objects().create(fix.db(), new(0))).await?;
    let counted = Counted::of(&fix).await?;
    let once = async || {
        let tx = fix.quiet(counted.db.begin()).await?;
        for _ in 0..3 {
            fix.quiet(Artist::objects().by_pk(made.id).get(&tx)).await?;
        }
        fix.quiet(tx.commit()).await
    };
    once().await?;
    let before = counted.proxy.counts().round_trips;
    for _ in 0..TIMES {
        once().await?;
    }
    let spent = counted.proxy.counts().round_trips - before;
    assert!(spent <= TIMES * (3 + 2), "{spent} round trips for {TIMES} transactions of three");
    fix.forget();
    Ok(())
}
