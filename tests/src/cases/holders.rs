//! Who holds what others wait for: told to those who wait in vain, and in the log.

use super::data::artist;
use crate::{Case, Fixture, Options, case, models::Artist, runner::fail};
use segue::{Result, prelude::*};
use std::{
    panic::Location,
    time::{Duration, Instant},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(who_waits_in_vain_is_told_who_has_it).tuned(one_connection_in_a_hurry).concurrent(),
        case!(who_waits_for_himself_is_told_so).tuned(one_connection_in_a_hurry).concurrent(),
        case!(who_waits_for_the_turn_is_told_who_writes)
            .tuned(in_a_hurry)
            .needing(|can| !can.concurrent_writers)
            .concurrent(),
        case!(a_second_connection_beside_the_last_is_refused_at_once).tuned(one_connection).concurrent(),
        case!(a_second_writer_beside_the_only_one_is_refused_at_once)
            .holding(2)
            .needing(|can| !can.concurrent_writers)
            .concurrent(),
        case!(a_second_connection_beside_others_is_had).tuned(two_connections).concurrent(),
    ]
}

fn one_connection(options: &mut Options) {
    options.settings.pool.max_connections = 1;
}

fn two_connections(options: &mut Options) {
    options.settings.pool.max_connections = 2;
}

fn in_a_hurry(options: &mut Options) {
    options.settings.pool.acquire_timeout = Duration::from_millis(200);
}

fn one_connection_in_a_hurry(options: &mut Options) {
    one_connection(options);
    in_a_hurry(options);
}

/// The line after this one, as errors show it.
#[track_caller]
fn below() -> String {
    let here = Location::caller();
    format!("{}:{}:", here.file(), here.line() + 1)
}

fn expect(error: &Error, parts: &[&str]) {
    for part in parts {
        assert!(error.to_string().contains(part), "`{part}` is missing in: {error}");
    }
}

/// With how many are in use, idle and wait, and where the oldest was taken.
async fn who_waits_in_vain_is_told_who_has_it(fix: Fixture) -> Result<()> {
    let place = below();
    let tx = fix.quiet(fix.db().begin()).await?;
    let ops = fix.clone();
    let other = fix.spawn(async move { ops.quiet(Artist::objects().count(ops.db())).await });
    let Err(error) = other.join().await else { fail("it got one".to_owned()) };
    assert_eq!(error.kind(), ErrorKind::AcquireTimeout);
    expect(&error, &["1 of 1 connections in use", "0 idle", "callers wait", "held longest, for", &place]);
    assert!(!error.to_string().contains("has itself taken it"), "{error}");
    fix.quiet(tx.rollback()).await
}

/// One task, or thread, that waits with a guard in its hands.
async fn who_waits_for_himself_is_told_so(fix: Fixture) -> Result<()> {
    let place = below();
    let tx = fix.quiet(fix.db().begin()).await?;
    let Err(error) = fix.quiet(Artist::objects().count(fix.db())).await else {
        fail("it got one".to_owned())
    };
    assert_eq!(error.kind(), ErrorKind::AcquireTimeout);
    expect(&error, &["that waits has itself taken it at", &place]);
    fix.quiet(tx.rollback()).await
}

/// Readers have connections, too.
async fn who_waits_for_the_turn_is_told_who_writes(fix: Fixture) -> Result<()> {
    assert_eq!(fix.quiet(Artist::objects().count(fix.db())).await?, 0);
    let place = below();
    let writing = fix.quiet(fix.db().begin()).await?;
    let ops = fix.clone();
    let other =
        fix.spawn(async move { ops.quiet(Artist::objects().create(ops.db(), artist("a", None))).await });
    let Err(error) = other.join().await else { fail("it got the turn".to_owned()) };
    assert_eq!(error.kind(), ErrorKind::AcquireTimeout);
    expect(&error, &["the turn to write did not come free", "held longest, for", &place]);
    fix.quiet(writing.rollback()).await
}

/// It could never come free; nobody waits for it until the time is up.
async fn a_second_connection_beside_the_last_is_refused_at_once(fix: Fixture) -> Result<()> {
    let (ops, started) = (fix.clone(), Instant::now());
    fix.atomic(async |_| {
        let outside = ops.db().outside_transaction();
        let place = below();
        let counted = ops.quiet(Artist::objects().count(&outside)).await;
        let Err(error) = counted else { fail("it got one".to_owned()) };
        assert_eq!(error.kind(), ErrorKind::Usage);
        expect(&error, &[&place, "the last of 1 connections", "begun at", file!()]);
        assert_eq!(ops.quiet(outside.begin()).await.err().map(|error| error.kind()), Some(ErrorKind::Usage));
        Ok(())
    })
    .await?;
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    assert_eq!(fix.quiet(Artist::objects().count(fix.db())).await?, 0);
    fix.forget();
    Ok(())
}

/// Reading there is no harm.
async fn a_second_writer_beside_the_only_one_is_refused_at_once(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |_| {
        let outside = ops.db().outside_transaction();
        let made = ops.quiet(Artist::objects().create(&outside, artist("a", None))).await;
        let Err(error) = made else { fail("it wrote".to_owned()) };
        assert_eq!(error.kind(), ErrorKind::Usage);
        expect(&error, &["the turn to write", "begun at", "use the transaction's handle"]);
        assert_eq!(ops.quiet(Artist::objects().count(&outside)).await?, 0);
        Ok(())
    })
    .await
}

/// One more is free; what is nested in it then has the last.
async fn a_second_connection_beside_others_is_had(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |_| {
        let outside = ops.db().outside_transaction();
        for _ in 0..3 {
            assert_eq!(ops.quiet(Artist::objects().count(&outside)).await?, 0);
        }
        Ok(())
    })
    .await
}
