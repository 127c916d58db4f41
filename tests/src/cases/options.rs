//! Transactions with options: isolation, reading only, trying again.

use super::data::{artist, shop};
use crate::{
    Case, Fixture, Style, case,
    models::{Album, Artist},
};
use segue::{Engine, Isolation, Result, Transaction, TransactionOptions, prelude::*};
use std::sync::{Mutex, PoisonError};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(each_isolation_is_satisfied).snapshot(),
        case!(a_reading_transaction_sees_one_state).snapshot(),
        case!(without_an_isolation_each_statement_sees_what_is_committed)
            .on(&[Engine::Postgres, Engine::MySql]),
        case!(retrying_runs_the_whole_body_again).only(&Style::ASYNC),
        case!(retrying_runs_the_whole_blocking_body_again).only(&Style::BLOCKING),
    ]
}

fn new(name: &str) -> crate::models::NewArtist {
    artist(name, None)
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
        let count = match fix.style() {
            Style::Wait => options.run_wait(|tx| orm_api::op::park_on(body(tx))),
            Style::Multi | Style::Current => options.run(body).await,
        };
        assert_eq!(count?, 0);
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
    match fix.style() {
        Style::Wait => options.run_wait(|tx| orm_api::op::park_on(body(tx))),
        Style::Multi | Style::Current => options.run(body).await,
    }
}

/// Where the error advises it, at most so many times; never for other errors.
async fn retrying_runs_the_whole_body_again(fix: Fixture) -> Result<()> {
    let tries = &Mutex::new(0);
    let busy = async |tx: &mut Transaction| {
        Artist::objects().create(tx, new("a")).await?;
        let mut tries = tries.lock().unwrap_or_else(PoisonError::into_inner);
        *tries += 1;
        if *tries < 3 { Err(Error::new(ErrorKind::SerializationFailure, "again")) } else { Ok(*tries) }
    };
    assert_eq!(fix.db().transaction().retry(3).run(busy).await?, 3);
    assert_eq!(names(&fix).await?, ["a"]);
    let hopeless = async |tx: &mut Transaction| Artist::objects().create(tx, new("a")).await;
    let failed = fix.db().transaction().retry(3).run(hopeless).await;
    fix.refused(failed, ErrorKind::UniqueViolation);
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
    fix.refused(never, ErrorKind::Busy);
    Ok(())
}
