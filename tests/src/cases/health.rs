//! Connections that are asked before they are used, that are set up, and that are kept open.

use super::{failures::sessions, queues::until, switching::pause};
use crate::{Case, Fixture, Options, case, models::Artist, runner::fail};
use segue::{Engine, HealthCheck, Result, prelude::*};
use std::time::Duration;

const SERVERS: &[Engine] = &[Engine::Postgres, Engine::MySql];

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(a_lost_connection_that_was_idle_is_replaced_unseen)
            .on(SERVERS)
            .tuned(asked_when_idle)
            .concurrent(),
        case!(a_lost_connection_is_replaced_unseen_where_all_are_asked)
            .on(SERVERS)
            .tuned(always_asked)
            .concurrent(),
        case!(one_lost_connection_has_the_others_asked).on(SERVERS).tuned(two_connections).concurrent(),
        case!(nobody_asks_where_that_is_wished).on(SERVERS).tuned(never_asked).concurrent(),
        case!(asking_changes_nothing).tuned(always_asked),
        case!(every_connection_is_set_up).tuned(set_up).concurrent(),
        case!(a_set_up_that_fails_is_named).concurrent(),
        case!(opening_may_take_longer_than_waiting).on(SERVERS).tuned(slow_to_open).concurrent(),
        case!(the_minimum_is_opened_beside_what_is_open)
            .on(&[Engine::Postgres])
            .holding(3)
            .tuned(three_slow_ones)
            .concurrent(),
        case!(a_minimum_is_opened_and_kept).holding(4).tuned(three_at_least).concurrent(),
    ]
}

fn one_connection(options: &mut Options) {
    options.settings.pool.max_connections = 1;
}

fn two_connections(options: &mut Options) {
    options.settings.pool.max_connections = 2;
}

fn asked_when_idle(options: &mut Options) {
    one_connection(options);
    options.settings.pool.health_check = HealthCheck::IdleFor(Duration::from_millis(20));
}

fn always_asked(options: &mut Options) {
    one_connection(options);
    options.settings.pool.health_check = HealthCheck::Always;
}

fn never_asked(options: &mut Options) {
    two_connections(options);
    options.settings.pool.health_check = HealthCheck::Never;
}

fn three_at_least(options: &mut Options) {
    options.settings.pool.min_connections = 3;
    options.settings.pool.idle_timeout = Duration::from_millis(100);
}

/// A new connection each time.
fn set_up(options: &mut Options) {
    one_connection(options);
    options.settings.pool.max_lifetime = Duration::ZERO;
    options.settings.pool.setup = match options.settings.location.engine() {
        Engine::Sqlite => vec!["PRAGMA threads = 2".to_owned(), "PRAGMA threads = 3".to_owned()],
        Engine::Postgres => vec!["SET my.word = '2'".to_owned(), "SET my.word = '3'".to_owned()],
        Engine::MySql => vec!["SET @word = 2".to_owned(), "SET @word = '3'".to_owned()],
    };
}

/// A new connection each time, which takes longer to open than anybody waits for one.
fn slow_to_open(options: &mut Options) {
    one_connection(options);
    options.settings.pool.max_lifetime = Duration::ZERO;
    options.settings.pool.acquire_timeout = Duration::from_millis(50);
    opening_takes(options, 0.3);
}

/// Two of them are opened in the background, each for so long that others can ask meanwhile.
fn three_slow_ones(options: &mut Options) {
    options.settings.pool.max_connections = 3;
    options.settings.pool.min_connections = 3;
    opening_takes(options, 1.5);
}

fn opening_takes(options: &mut Options, seconds: f64) {
    options.settings.pool.setup = match options.settings.location.engine() {
        Engine::Postgres => vec![format!("SELECT pg_sleep({seconds})")],
        _ => vec![format!("DO SLEEP({seconds})")],
    };
}

async fn kill_the_idle(fix: &Fixture) -> Result<()> {
    let session = sessions::number(fix, fix.db()).await?;
    sessions::kill(fix, session).await
}

async fn rest(fix: &Fixture, time: Duration) {
    match fix.style() {
        crate::Style::Wait => std::thread::park_timeout(time),
        _ => tokio::time::sleep(time).await,
    }
}

/// For an operation and for a transaction.
async fn a_lost_connection_that_was_idle_is_replaced_unseen(fix: Fixture) -> Result<()> {
    for _ in 0..2 {
        kill_the_idle(&fix).await?;
        rest(&fix, Duration::from_millis(40)).await;
        assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 0);
        kill_the_idle(&fix).await?;
        rest(&fix, Duration::from_millis(40)).await;
        let tx = fix.quiet(fix.db().begin()).await?;
        assert_eq!(fix.run(Artist::objects().count(&tx)).await?, 0);
        fix.run(tx.commit()).await?;
    }
    until(&fix, |status| status.in_use == 0 && status.open == 1).await
}

/// At once.
async fn a_lost_connection_is_replaced_unseen_where_all_are_asked(fix: Fixture) -> Result<()> {
    for _ in 0..3 {
        kill_the_idle(&fix).await?;
        assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 0);
    }
    until(&fix, |status| status.in_use == 0 && status.open == 1).await
}

/// Two sessions, both ended by the server.
async fn both_killed(fix: &Fixture) -> Result<()> {
    let (one, other) = (fix.quiet(fix.db().begin()).await?, fix.quiet(fix.db().begin()).await?);
    let numbers = [sessions::number(fix, &one).await?, sessions::number(fix, &other).await?];
    fix.quiet(one.commit()).await?;
    fix.quiet(other.commit()).await?;
    until(fix, |status| status.in_use == 0).await?;
    for number in numbers {
        sessions::kill(fix, number).await?;
    }
    Ok(())
}

/// The first statement finds out, and none after it.
async fn one_lost_connection_has_the_others_asked(fix: Fixture) -> Result<()> {
    both_killed(&fix).await?;
    fix.fails(Artist::objects().count(fix.db()), ErrorKind::ConnectionLost).await;
    let (one, other) = (fix.quiet(fix.db().begin()).await?, fix.quiet(fix.db().begin()).await?);
    assert_eq!(fix.run(Artist::objects().count(&one)).await?, 0);
    assert_eq!(fix.run(Artist::objects().count(&other)).await?, 0);
    fix.quiet(one.commit()).await?;
    fix.quiet(other.commit()).await?;
    until(&fix, |status| status.in_use == 0 && status.open == 2).await
}

/// Each connection fails one statement.
async fn nobody_asks_where_that_is_wished(fix: Fixture) -> Result<()> {
    both_killed(&fix).await?;
    let (mut failed, mut held) = (0, Vec::new());
    while held.len() < 2 {
        match fix.quiet(fix.db().begin()).await {
            Ok(tx) => held.push(tx),
            Err(_) => failed += 1,
        }
    }
    assert_eq!(failed, 2);
    for tx in held {
        fix.quiet(tx.rollback()).await?;
    }
    until(&fix, |status| status.in_use == 0).await?;
    assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 0);
    Ok(())
}

/// Nothing of it is seen by who looks at statements; also on SQLite.
async fn asking_changes_nothing(fix: Fixture) -> Result<()> {
    for _ in 0..3 {
        assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 0);
    }
    fix.atomic(async |tx| fix.run(Artist::objects().count(tx)).await.map(drop)).await
}

/// Once, in their order; the later ones too.
async fn every_connection_is_set_up(fix: Fixture) -> Result<()> {
    let sql = fix.sql(
        "PRAGMA threads",
        "SELECT current_setting('my.word')::bigint",
        "SELECT CAST(@word AS SIGNED)",
    );
    for _ in 0..4 {
        assert_eq!(fix.quiet(raw(sql).read_only().get::<i64>(fix.db())).await?, 3);
    }
    Ok(())
}

/// The database is not opened.
async fn a_set_up_that_fails_is_named(fix: Fixture) -> Result<()> {
    let mut options = fix.options();
    options.settings.pool.setup = vec!["SELECT 1".to_owned(), "SETT nothing".to_owned()];
    let Err(error) = fix.quiet(fix.setup().open(options)).await else { fail("it was opened".to_owned()) };
    assert_eq!(error.kind(), ErrorKind::Configuration, "{error:?}");
    assert!(error.to_string().contains("`SETT nothing` of `pool.setup`"), "{error}");
    Ok(())
}

/// Opening has a limit of its own, `pool.connect_timeout`.
async fn opening_may_take_longer_than_waiting(fix: Fixture) -> Result<()> {
    for _ in 0..2 {
        assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 0);
    }
    Ok(())
}

/// Whoever opens the minimum holds none of those that are open already. On one server: no pool knows what it holds.
async fn the_minimum_is_opened_beside_what_is_open(fix: Fixture) -> Result<()> {
    until(&fix, |status| status.open == 2).await?;
    let first = fix.run(fix.db().begin()).await?;
    let second = fix.run(fix.db().begin()).await?;
    let status = fix.db().pool()?;
    assert_eq!(status.open, 2, "one was held until the third was there: {status:?}");
    fix.run(first.rollback()).await?;
    fix.run(second.rollback()).await?;
    until(&fix, |status| status.open == 3).await
}

/// In the background, without being used; nothing more is.
async fn a_minimum_is_opened_and_kept(fix: Fixture) -> Result<()> {
    until(&fix, |status| status.open == 3).await?;
    let deadline = std::time::Instant::now() + Duration::from_millis(400);
    while std::time::Instant::now() < deadline {
        let status = fix.db().pool()?;
        assert_eq!(status.open, 3, "{status:?}");
        pause(&fix).await;
    }
    for _ in 0..3 {
        assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 0);
    }
    until(&fix, |status| status.open == 3 && status.in_use == 0).await
}
