//! Closing.

use super::data::artist;
use crate::{Case, Fixture, case, models::Artist};
use segue::{Engine, Result, prelude::*};
use std::{
    thread,
    time::{Duration, Instant},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(a_closed_database_refuses_work),
        case!(it_waits_for_what_runs).holding(4),
        case!(what_still_runs_at_the_deadline_is_reported_and_left),
        case!(the_file_can_be_deleted_and_made_again).on(&[Engine::Sqlite]),
        case!(no_connection_is_left_on_the_server)
            .holding(4)
            .on(&[Engine::Postgres, Engine::MySql])
            .concurrent(),
    ]
}

const LONG: Duration = Duration::from_secs(20);

/// Every clone of the handle, with an error of its own kind; closing twice is closing once.
async fn a_closed_database_refuses_work(fix: Fixture) -> Result<()> {
    fix.run(Artist::objects().create(fix.db(), artist("a", None))).await?;
    let (clone, prepared) = (fix.db().clone(), Artist::objects().count(fix.db()));
    fix.run(fix.db().close(LONG)).await?;
    fix.run(clone.close(LONG)).await?;
    fix.fails(prepared, ErrorKind::Closed).await;
    fix.fails(Artist::objects().count(&clone), ErrorKind::Closed).await;
    fix.fails(Artist::objects().create(&clone, artist("b", None)), ErrorKind::Closed).await;
    let begun = fix.quiet(clone.begin()).await;
    fix.refused(begun, ErrorKind::Closed);
    let never = fix.atomic(async |_| Ok(())).await;
    fix.refused(never, ErrorKind::Closed);
    let first = fix.rows(&Artist::objects(), &clone).next().await;
    fix.refused(first, ErrorKind::Closed);
    assert_eq!(clone.capabilities().err().map(|error| error.kind()), Some(ErrorKind::Closed));
    assert_eq!(fix.place().neutral()?.value("SELECT count(*) FROM artist")?, "1");
    Ok(())
}

/// A transaction that runs goes on to its end; new work is refused meanwhile.
async fn it_waits_for_what_runs(fix: Fixture) -> Result<()> {
    let tx = fix.quiet(fix.db().begin()).await?;
    let ops = fix.clone();
    let closing = fix.spawn(async move { ops.quiet(ops.db().close(LONG)).await });
    loop {
        match fix.quiet(Artist::objects().count(fix.db())).await {
            Ok(_) => tokio::task::yield_now().await,
            Err(error) => break assert_eq!(error.kind(), ErrorKind::Closed, "{error}"),
        }
    }
    fix.quiet(Artist::objects().create(&tx, artist("a", None))).await?;
    fix.quiet(tx.commit()).await?;
    closing.join().await?;
    assert_eq!(fix.place().neutral()?.value("SELECT count(*) FROM artist")?, "1");
    fix.forget();
    Ok(())
}

/// With their number; it can still end, and is not cut off.
async fn what_still_runs_at_the_deadline_is_reported_and_left(fix: Fixture) -> Result<()> {
    let tx = fix.quiet(fix.db().begin()).await?;
    let closed = fix.quiet(fix.db().close(Duration::from_millis(20))).await;
    let error = fix.refused(closed, ErrorKind::Busy);
    assert!(error.to_string().contains('1'), "{error}");
    fix.run(Artist::objects().create(&tx, artist("a", None))).await?;
    fix.run(tx.commit()).await?;
    assert_eq!(fix.place().neutral()?.value("SELECT count(*) FROM artist")?, "1");
    Ok(())
}

/// No connection is left that would keep it, or write to it.
async fn the_file_can_be_deleted_and_made_again(fix: Fixture) -> Result<()> {
    fix.run(Artist::objects().create(fix.db(), artist("a", None))).await?;
    fix.quiet(fix.db().close(LONG)).await?;
    let path = fix.place().directory().join("test.db");
    for name in ["test.db-wal", "test.db-shm"] {
        assert!(!fix.place().directory().join(name).exists(), "{name} is left: a connection was not closed");
    }
    std::fs::remove_file(path).map_err(crate::setup::failed)?;
    let again = fix.quiet(fix.setup().open(fix.options())).await?;
    fix.fails(Artist::objects().count(&again), ErrorKind::MissingTable).await;
    fix.quiet(again.close(LONG)).await
}

/// Of several that were in use: the server sees each of them go, though not at the same moment.
async fn no_connection_is_left_on_the_server(fix: Fixture) -> Result<()> {
    let neutral = fix.place().neutral()?;
    let sessions = fix.sql(
        "",
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'segue'",
        // Two are the suite's own.
        "SELECT count(*) - 2 FROM information_schema.processlist WHERE db = DATABASE()",
    );
    let before = neutral.value(sessions)?;
    let txs = [fix.quiet(fix.db().begin()).await?, fix.quiet(fix.db().begin()).await?];
    fix.quiet(Artist::objects().count(fix.db())).await?;
    assert_ne!(neutral.value(sessions)?, before);
    drop(txs);
    fix.quiet(fix.db().close(LONG)).await?;
    let deadline = Instant::now() + LONG;
    while neutral.value(sessions)? != "0" {
        assert!(Instant::now() < deadline, "{} connections are left", neutral.value(sessions)?);
        thread::park_timeout(Duration::from_millis(5));
    }
    Ok(())
}
