//! Statements whose futures are dropped while they run: stopped in the database, or counted until they end.

use super::{data::artist, queues::until, switching::pause};
use crate::{
    Case, Fixture, Options, Style, case,
    models::{Artist, Tag},
    runner::fail,
};
use futures::future::{Either, select};
use segue::{Error, ErrorKind, Result, Transaction, prelude::*};
use std::{
    pin::pin,
    time::{Duration, Instant},
};
use tokio::{sync::Notify, time::timeout};

pub(super) fn cases() -> Vec<Case> {
    let cases = vec![
        case!(a_read).tuned(one_connection),
        case!(a_write).tuned(one_connection),
        case!(a_stream).tuned(one_connection),
        case!(a_statement_of_a_transaction).tuned(one_connection),
        case!(a_statement_of_a_savepoint).tuned(one_connection),
        case!(a_whole_transaction).tuned(one_connection),
        case!(several_at_a_time).tuned(three_connections),
        case!(what_comes_next_is_not_stopped).tuned(one_connection),
    ];
    // What blocks its thread is not dropped while it runs.
    let droppable =
        |case: Case| case.only(&Style::ASYNC).needing(|can| can.waits_without_blocking).concurrent();
    cases.into_iter().map(droppable).collect()
}

fn one_connection(options: &mut Options) {
    options.settings.pool.max_connections = 1;
}

fn three_connections(options: &mut Options) {
    options.settings.pool.max_connections = 3;
}

/// After so long a caller goes.
const A_WHILE: Duration = Duration::from_millis(150);

/// What a stop may take at most, on a machine however busy. Left alone, a statement that can be stopped would take twice as long.
const SOON: Duration = Duration::from_secs(10);

fn stops(fix: &Fixture) -> Result<bool> {
    Ok(fix.db().capabilities()?.stops_dropped_statements)
}

/// A query that takes twenty seconds and more, or, where nothing would stop it, a while. It gives one number.
fn slow(fix: &Fixture) -> Result<String> {
    let stops = stops(fix)?;
    let (seconds, steps) = if stops { ("20", 2_000_000_000) } else { ("1.5", 6_000_000) };
    let count = format!(
        "SELECT COUNT(*) AS n FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {steps}) \
         SELECT i FROM n)"
    );
    let postgres = format!("SELECT 1::bigint AS n FROM pg_sleep({seconds})");
    Ok(fix.sql(&count, &postgres, &format!("SELECT SLEEP({seconds}) AS n")).to_owned())
}

fn read(fix: &Fixture, on: &impl Executor) -> Result<segue::Op<i64>> {
    Ok(raw(slow(fix)?).read_only().get::<i64>(on))
}

/// Drops `future` after a while.
async fn dropped<T>(future: impl Future<Output = Result<T>>) -> Result<()> {
    match timeout(A_WHILE, future).await {
        Err(_) => Ok(()),
        Ok(Ok(_)) => fail("it has ended before it could be dropped".into()),
        Ok(Err(error)) => Err(error),
    }
}

/// The database does nothing for us any more, soon where it can be told so, and says so until then where it cannot. Then the pool
/// is whole, and its connections answer what they are asked.
async fn nothing_runs(fix: &Fixture) -> Result<()> {
    let since = Instant::now();
    if !stops(fix)? {
        until(fix, |status| status.abandoned == 1 && status.in_use == 1).await?;
    }
    until_idle(fix).await?;
    until(fix, |status| status.in_use == 0 && status.abandoned == 0).await?;
    if stops(fix)? {
        assert!(since.elapsed() < SOON, "it took {:?} to stop a statement", since.elapsed());
    }
    for number in 0..3 {
        expect_answer(fix, number).await?;
    }
    fix.place().neutral()?.expect_no_transaction(fix.engine())
}

/// Has whoever serves be there, so that what is sent next runs when its caller goes, also on a busy machine.
async fn warmed_up(fix: &Fixture) -> Result<()> {
    expect_answer(fix, 0).await
}

async fn expect_answer(fix: &Fixture, number: i64) -> Result<()> {
    let answer = raw(format!("SELECT {number}")).read_only().get::<i64>(fix.db());
    assert_eq!(fix.quiet(answer).await?, number, "the answer to something else");
    Ok(())
}

/// The server sees no statement of anybody but the neutral client on this database. Of a file only its pool knows.
async fn until_idle(fix: &Fixture) -> Result<()> {
    let running = fix.sql(
        "SELECT 0",
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
         AND state = 'active' AND backend_type = 'client backend'",
        "SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID() \
         AND command IN ('Query', 'Execute')",
    );
    let (neutral, deadline) = (fix.place().neutral()?, Instant::now() + Duration::from_secs(15));
    while neutral.value(running)? != "0" {
        if Instant::now() > deadline {
            fail("a statement that nobody wants runs on".into());
        }
        pause(fix).await;
    }
    Ok(())
}

async fn a_read(fix: Fixture) -> Result<()> {
    for _ in 0..2 {
        warmed_up(&fix).await?;
        dropped(read(&fix, fix.db())?).await?;
        nothing_runs(&fix).await?;
    }
    Ok(())
}

/// It is done as a whole, or not at all.
async fn a_write(fix: Fixture) -> Result<()> {
    warmed_up(&fix).await?;
    let write = format!("INSERT INTO artist (name) SELECT n FROM ({}) slow", slow(&fix)?);
    dropped(raw(write).execute(fix.db())).await?;
    nothing_runs(&fix).await?;
    let made = fix.quiet(Artist::objects().count(fix.db())).await?;
    // MySQL's `SLEEP` may end without an error, and the write with it.
    assert!(made <= 1);
    Ok(())
}

/// Before its first row.
async fn a_stream(fix: Fixture) -> Result<()> {
    let text = fix.sql("TEXT", "TEXT", "CHAR");
    let view = format!(
        "CREATE VIEW tag AS SELECT CAST(n AS {text}) AS code, 'x' AS label FROM ({}) slow",
        slow(&fix)?
    );
    fix.place().neutral()?.execute(&format!("DROP TABLE tag; {view}"))?;
    warmed_up(&fix).await?;
    let mut tags = Tag::objects().stream(fix.db());
    dropped(tags.try_next()).await?;
    drop(tags);
    nothing_runs(&fix).await
}

/// Rolling back does not wait for it.
async fn a_statement_of_a_transaction(fix: Fixture) -> Result<()> {
    let tx = fix.db().begin().await?;
    Artist::objects().create(&tx, artist("a", None)).await?;
    dropped(read(&fix, &tx)?).await?;
    in_time(&fix, tx.rollback()).await?;
    nothing_runs_on(&fix).await?;
    assert_eq!(fix.quiet(Artist::objects().count(fix.db())).await?, 0);
    Ok(())
}

/// The savepoint is undone, and the transaction goes on. SQLite ends the whole of it where a write was stopped; a read it
/// does not miss.
async fn a_statement_of_a_savepoint(fix: Fixture) -> Result<()> {
    let mut tx = fix.db().begin().await?;
    Artist::objects().create(&tx, artist("outer", None)).await?;
    let ops = fix.clone();
    let inner: Result<()> = tx
        .atomic(async |inner: &mut Transaction| {
            Artist::objects().create(inner, artist("inner", None)).await?;
            dropped(read(&ops, &*inner)?).await?;
            Err(Error::new(ErrorKind::Usage, "enough"))
        })
        .await;
    assert_eq!(inner.map_err(|error| error.kind()), Err(ErrorKind::Usage));
    in_time(&fix, Artist::objects().create(&tx, artist("outer too", None))).await?;
    in_time(&fix, tx.commit()).await?;
    nothing_runs_on(&fix).await?;
    assert_eq!(fix.quiet(Artist::objects().count(fix.db())).await?, 2);
    Ok(())
}

async fn in_time<T>(fix: &Fixture, future: impl Future<Output = Result<T>>) -> Result<T> {
    let since = Instant::now();
    let result = future.await;
    assert!(!stops(fix)? || since.elapsed() < SOON, "it waited for {:?}", since.elapsed());
    result
}

/// As [`nothing_runs`], once the end of what ran has been waited for.
async fn nothing_runs_on(fix: &Fixture) -> Result<()> {
    until_idle(fix).await?;
    until(fix, |status| status.in_use == 0 && status.abandoned == 0).await?;
    expect_answer(fix, 7).await?;
    fix.place().neutral()?.expect_no_transaction(fix.engine())
}

async fn a_whole_transaction(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    let begun = Notify::new();
    let whole = fix.db().atomic(async |tx: &mut Transaction| {
        Artist::objects().create(tx, artist("a", None)).await?;
        begun.notify_one();
        read(&ops, &*tx)?.await
    });
    let gone = async {
        begun.notified().await;
        tokio::time::sleep(A_WHILE).await;
    };
    match select(pin!(whole), pin!(gone)).await {
        Either::Left((ended, _)) => fail(format!("it has ended before it could be dropped: {ended:?}")),
        Either::Right(_) => {}
    }
    nothing_runs(&fix).await?;
    assert_eq!(fix.quiet(Artist::objects().count(fix.db())).await?, 0);
    Ok(())
}

/// Each by its own stop.
async fn several_at_a_time(fix: Fixture) -> Result<()> {
    let all = (0..3).map(|_| read(&fix, fix.db())).collect::<Result<Vec<_>>>()?;
    dropped(futures::future::try_join_all(all)).await?;
    if !stops(&fix)? {
        until(&fix, |status| status.abandoned > 0).await?;
    }
    let since = Instant::now();
    nothing_runs_on(&fix).await?;
    assert!(!stops(&fix)? || since.elapsed() < SOON);
    Ok(())
}

/// A statement that ends about when it is stopped, and another one behind it on the only connection: whatever comes first, the
/// other one is not hit.
async fn what_comes_next_is_not_stopped(fix: Fixture) -> Result<()> {
    const TIMES: i64 = 120;
    for number in 0..TIMES {
        let milliseconds = 5 + number % 60;
        let count = format!(
            "SELECT COUNT(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT i FROM n)",
            milliseconds * 4_000
        );
        let postgres = format!("SELECT 1::bigint FROM pg_sleep(0.{milliseconds:03})");
        let sql = fix.sql(&count, &postgres, &format!("SELECT SLEEP(0.{milliseconds:03})")).to_owned();
        drop(timeout(Duration::from_millis(2), raw(sql).read_only().get::<i64>(fix.db())).await);
        expect_answer(&fix, number).await?;
        expect_answer(&fix, -number).await?;
    }
    nothing_runs_on(&fix).await
}
