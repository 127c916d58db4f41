//! Transactions with options: isolation, reading only, trying again.

use super::data::{artist, shop};
use crate::{
    Case, Fixture, Options, Style, case,
    models::{Album, Artist},
};
use segue::{Engine, FileLock, Isolation, Result, Transaction, TransactionOptions, prelude::*};
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(each_isolation_is_satisfied).snapshot(),
        case!(a_reading_transaction_sees_one_state).snapshot(),
        case!(without_an_isolation_each_statement_sees_what_is_committed)
            .on(&[Engine::Postgres, Engine::MySql]),
        case!(what_contradicts_itself_is_refused),
        case!(a_deferrable_transaction_reads),
        case!(each_lock_on_the_file).on(&[Engine::Sqlite]),
        case!(a_statements_limit_lasts_for_the_transaction).tuned(one_connection),
        case!(a_locks_limit_lasts_for_the_transaction).tuned(one_connection),
        case!(retrying_runs_the_whole_body_again).only(&Style::ASYNC),
        case!(retrying_runs_the_whole_blocking_body_again).only(&Style::BLOCKING),
    ]
}

fn new(name: &str) -> crate::models::NewArtist {
    artist(name, None)
}

fn one_connection(options: &mut Options) {
    options.settings.pool.max_connections = 1;
}

/// Runs a transaction with options in the case's style.
pub(super) async fn run<F, T>(fix: &Fixture, options: TransactionOptions<'_>, body: F) -> Result<T>
where
    F: AsyncFnOnce(&mut Transaction) -> Result<T> + Clone,
{
    match fix.style() {
        Style::Wait => options.run_wait(|tx| orm_api::op::park_on(body.clone()(tx))),
        Style::Multi | Style::Current => options.run(body).await,
    }
}

async fn names(fix: &Fixture) -> Result<Vec<String>> {
    fix.run(Artist::objects().order_by(Artist::id).values_flat(Artist::name).all(fix.db())).await
}

/// On SQLite by its own.
async fn each_isolation_is_satisfied(fix: Fixture) -> Result<()> {
    for isolation in [Isolation::ReadCommitted, Isolation::RepeatableRead, Isolation::Serializable] {
        let ops = fix.clone();
        let body = async |tx: &mut Transaction| ops.run(Artist::objects().count(tx)).await;
        let options = fix.db().transaction().isolation(isolation);
        assert_eq!(run(&fix, options, body).await?, 0);
    }
    Ok(())
}

/// What is committed meanwhile is not seen; it waits for no writer, and cannot write.
async fn a_reading_transaction_sees_one_state(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let options = fix.db().transaction().isolation(Isolation::RepeatableRead).read_only();
    assert_eq!(counted_around_a_deletion(&fix, options).await?, (4, 4));
    assert_eq!(fix.run(Album::objects().count(fix.db())).await?, 3);
    Ok(())
}

/// On servers, whose transactions read what is committed unless another isolation is asked for (D-84); SQLite's always see one
/// state.
async fn without_an_isolation_each_statement_sees_what_is_committed(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let options = fix.db().transaction().read_only();
    assert_eq!(counted_around_a_deletion(&fix, options).await?, (4, 3));
    Ok(())
}

/// How many albums a transaction sees before and after another program deletes one.
async fn counted_around_a_deletion(fix: &Fixture, options: TransactionOptions<'_>) -> Result<(u64, u64)> {
    let body = async |tx: &mut Transaction| {
        let before = fix.run(Album::objects().count(tx)).await?;
        fix.place().neutral()?.execute("DELETE FROM album WHERE id = 4")?;
        Ok((before, fix.run(Album::objects().count(tx)).await?))
    };
    run(fix, options, body).await
}

/// Nothing is begun.
async fn what_contradicts_itself_is_refused(fix: Fixture) -> Result<()> {
    let nothing = async |_: &mut Transaction| Ok(());
    let options = || fix.db().transaction();
    for options in [
        options().deferrable(),
        options().deferrable().read_only(),
        options().deferrable().isolation(Isolation::Serializable),
        options().read_only().file_lock(FileLock::Exclusive),
    ] {
        fix.refused(run(&fix, options, nothing).await, ErrorKind::Usage);
    }
    fix.capture().assert_num_queries(0);
    Ok(())
}

/// PostgreSQL may have it wait; SQLite's readers are in nobody's way; MySQL has no such thing.
async fn a_deferrable_transaction_reads(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    let body = async |tx: &mut Transaction| ops.quiet(Artist::objects().count(tx)).await;
    let options = fix.db().transaction().isolation(Isolation::Serializable).read_only().deferrable();
    let counted = run(&fix, options, body).await;
    match fix.engine() {
        Engine::MySql => drop(fix.refused(counted, ErrorKind::Unsupported)),
        Engine::Sqlite | Engine::Postgres => assert_eq!(counted?, 0),
    }
    Ok(())
}

/// Another program can begin to write beside a deferred transaction, as long as that only reads, and beside no other.
async fn each_lock_on_the_file(fix: Fixture) -> Result<()> {
    for (lock, locked) in
        [(FileLock::Deferred, false), (FileLock::Immediate, true), (FileLock::Exclusive, true)]
    {
        let ops = fix.clone();
        let body = async |tx: &mut Transaction| {
            ops.quiet(Artist::objects().count(tx)).await?;
            let other = ops.place().neutral()?;
            other.execute("PRAGMA busy_timeout = 0")?;
            Ok(other.execute("BEGIN IMMEDIATE").is_err())
        };
        assert_eq!(run(&fix, fix.db().transaction().file_lock(lock), body).await?, locked, "{lock:?}");
    }
    Ok(())
}

/// The next transaction on the same connection has what the session had.
async fn a_statements_limit_lasts_for_the_transaction(fix: Fixture) -> Result<()> {
    let limited = || fix.db().transaction().statement_timeout(Duration::from_millis(100));
    let sleep = fix.sql("SELECT 1", "SELECT 1 FROM pg_sleep(20)", "SELECT SLEEP(20) FROM DUAL");
    let ops = fix.clone();
    let body = async |tx: &mut Transaction| {
        let slept = ops.quiet(raw(sleep).read_only().all::<(i64,)>(tx)).await;
        // MySQL's `SLEEP` gives 1 where it was stopped, and no error.
        if slept.as_ref().is_ok_and(|rows| rows == &[(1,)]) && ops.engine() == Engine::MySql {
            return Err(Error::new(ErrorKind::Cancelled, "stopped"));
        }
        slept.map(drop)
    };
    let stopped = run(&fix, limited(), body).await;
    if !fix.db().capabilities()?.limits_statements {
        let error = fix.refused(stopped, ErrorKind::Unsupported);
        assert!(error.to_string().contains("limits_statements"), "{error}");
        return Ok(());
    }
    fix.refused(stopped, ErrorKind::Cancelled);
    let limit = "SELECT CAST(CAST(@@max_statement_time AS DECIMAL) AS CHAR)";
    let limit = fix.sql("", "SELECT setting FROM pg_settings WHERE name = 'statement_timeout'", limit);
    assert_eq!(fix.quiet(raw(limit).read_only().get::<(String,)>(fix.db())).await?.0, "0");
    Ok(())
}

/// It is counted in whole seconds on MySQL and MariaDB.
async fn a_locks_limit_lasts_for_the_transaction(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let limit = fix.sql(
        "PRAGMA busy_timeout",
        "SELECT setting::bigint FROM pg_settings WHERE name = 'lock_timeout'",
        "SELECT @@innodb_lock_wait_timeout",
    );
    let limit = async || fix.quiet(raw(limit).read_only().get::<(i64,)>(fix.db())).await;
    let before = limit().await?;
    let other = fix.place().neutral()?;
    let begin = fix.sql("BEGIN IMMEDIATE", "BEGIN", "BEGIN");
    other.execute(begin)?;
    other.execute("UPDATE artist SET name = 'changed' WHERE id = 1")?;
    let ops = fix.clone();
    let body = async |tx: &mut Transaction| {
        ops.quiet(Artist::objects().by_pk(1).update(tx, Artist::name.set("x"))).await
    };
    let options = fix.db().transaction().lock_timeout(Duration::from_millis(30));
    fix.refused(run(&fix, options, body).await, ErrorKind::Busy);
    other.execute("ROLLBACK")?;
    assert_eq!(limit().await?, before);
    Ok(())
}

/// Where the error advises it, at most so many times; never for other errors.
async fn retrying_runs_the_whole_body_again(fix: Fixture) -> Result<()> {
    let tries = &Mutex::new(0);
    let busy = async |tx: &mut Transaction| {
        Artist::objects().create(tx, new("a")).await?;
        let mut tries = tries.lock().unwrap_or_else(PoisonError::into_inner);
        *tries += 1;
        assert_eq!(tx.attempt(), *tries);
        if *tries < 3 { Err(Error::new(ErrorKind::SerializationFailure, "again")) } else { Ok(*tries) }
    };
    assert_eq!(fix.db().transaction().retry(3).run(busy).await?, 3);
    assert_eq!(names(&fix).await?, ["a"]);
    let hopeless = async |tx: &mut Transaction| Artist::objects().create(tx, new("a")).await;
    let failed = fix.db().transaction().retry(3).run(hopeless).await;
    assert_eq!(fix.refused(failed, ErrorKind::UniqueViolation).tries(), 1);
    Ok(())
}

/// The same, blocking.
async fn retrying_runs_the_whole_blocking_body_again(fix: Fixture) -> Result<()> {
    let mut tries = 0;
    let made = fix.db().transaction().retry(3).run_wait(|tx| {
        Artist::objects().create(tx, new("a")).wait()?;
        tries += 1;
        if tries < 3 { Err(Error::new(ErrorKind::Busy, "again")) } else { Ok(tries) }
    })?;
    assert_eq!((made, names(&fix).await?), (3, vec!["a".to_owned()]));
    let never =
        fix.db().transaction().retry(1).run_wait(|_| Err::<(), _>(Error::new(ErrorKind::Busy, "again")));
    let never = fix.refused(never, ErrorKind::Busy);
    assert!(never.tries() == 2 && never.to_string().contains("tried 2 times"), "{never}");
    Ok(())
}
