//! Sessions on the server, as another program sees and ends them.

use crate::{Fixture, cases::switching::pause, runner::fail, setup::Neutral};
use segue::{Engine, Executor, Result, prelude::*};
use std::time::{Duration, Instant};

/// What a wait for the server may take.
const LONG: Duration = Duration::from_secs(20);

/// The number by which the server knows the session of `executor`.
pub(in crate::cases) async fn number(fix: &Fixture, executor: &(impl Executor + ?Sized)) -> Result<i64> {
    let sql = fix.sql("", "SELECT pg_backend_pid()::bigint", "SELECT CONNECTION_ID()");
    fix.quiet(raw(sql).read_only().get(executor)).await
}

/// Ends the session with that number, and waits until the server has done so.
pub(in crate::cases) async fn kill(fix: &Fixture, session: i64) -> Result<()> {
    let neutral = fix.place().neutral()?;
    neutral.execute(&match fix.engine() {
        Engine::Postgres => format!("SELECT pg_terminate_backend({session})"),
        _ => format!("KILL {session}"),
    })?;
    let there = match fix.engine() {
        Engine::Postgres => format!("SELECT count(*) FROM pg_stat_activity WHERE pid = {session}"),
        _ => format!("SELECT count(*) FROM information_schema.processlist WHERE id = {session}"),
    };
    until(fix, neutral, &there, "0").await
}

/// Stops the statement of the session with that number.
pub(super) fn cancel(fix: &Fixture, session: i64) -> Result<()> {
    fix.place().neutral()?.execute(&match fix.engine() {
        Engine::Postgres => format!("SELECT pg_cancel_backend({session})"),
        _ => format!("KILL QUERY {session}"),
    })
}

/// Waits until the session with that number works at something, or waits for a lock.
pub(super) async fn until_it_works(fix: &Fixture, session: i64) -> Result<()> {
    let working = match fix.engine() {
        Engine::Postgres => {
            format!(
                "SELECT count(*) FROM pg_stat_activity WHERE pid = {session} AND state = 'active' AND wait_event IS NOT NULL"
            )
        }
        _ => format!(
            "SELECT count(*) FROM information_schema.processlist WHERE id = {session} AND command IN ('Query', 'Execute') \
             AND time_ms > 30"
        ),
    };
    until(fix, fix.place().neutral()?, &working, "1").await
}

async fn until(fix: &Fixture, neutral: Neutral, sql: &str, expected: &str) -> Result<()> {
    let deadline = Instant::now() + LONG;
    while neutral.value(sql)? != expected {
        if Instant::now() > deadline {
            fail(format!("`{sql}` never gave {expected}"));
        }
        pause(fix).await;
    }
    Ok(())
}

/// A query that takes long, and the kind of number that it gives.
pub(super) fn slow(fix: &Fixture) -> &'static str {
    match fix.engine() {
        Engine::Postgres => "SELECT 1::bigint FROM pg_sleep(15)",
        _ => "SELECT SLEEP(15)",
    }
}
