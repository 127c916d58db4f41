//! A connection that comes back is clean, or does not come back.

use super::data::artist;
use crate::{
    Case, Fixture, Options, Style, case,
    models::Artist,
    runner::{caught, fail},
};
use segue::{Result, Transaction, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    let cases = vec![
        case!(after_an_abandoned_transaction),
        case!(after_an_abandoned_savepoint),
        case!(after_raw_sql_that_opens_a_transaction),
        case!(after_raw_sql_that_ends_the_transaction_it_is_in),
        case!(after_a_panic_while_a_row_is_decoded),
        case!(after_a_task_was_aborted).only(&Style::ASYNC),
        case!(after_a_failed_commit).needing(|can| can.defers_constraints),
        case!(many_abandoned_transactions_in_a_row),
    ];
    cases.into_iter().map(|case| case.tuned(one_connection).concurrent()).collect()
}

fn one_connection(options: &mut Options) {
    options.settings.pool.max_connections = 1;
}

/// The next borrower sees no row, begins a transaction as if there had been none, and another connection can write.
async fn is_clean(fix: &Fixture) -> Result<()> {
    assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 0);
    let tx = fix.quiet(fix.db().begin()).await?;
    fix.run(Artist::objects().create(&tx, artist("clean", None))).await?;
    fix.run(tx.commit()).await?;
    let neutral = fix.place().neutral()?;
    assert_eq!(neutral.value("SELECT count(*) FROM artist")?, "1");
    neutral.execute("DELETE FROM artist")?;
    neutral.execute(fix.sql(
        "DELETE FROM sqlite_sequence",
        "ALTER TABLE artist ALTER COLUMN id RESTART",
        "ALTER TABLE artist AUTO_INCREMENT = 1",
    ))
}

/// The guard is dropped after a statement.
async fn after_an_abandoned_transaction(fix: Fixture) -> Result<()> {
    let tx = fix.quiet(fix.db().begin()).await?;
    fix.quiet(Artist::objects().create(&tx, artist("a", None))).await?;
    drop(tx);
    is_clean(&fix).await
}

/// With a savepoint in it that has not ended.
async fn after_an_abandoned_savepoint(fix: Fixture) -> Result<()> {
    let mut tx = fix.quiet(fix.db().begin()).await?;
    let ops = fix.clone();
    let body = async |inner: &mut Transaction| -> Result<()> {
        ops.quiet(Artist::objects().create(inner, artist("a", None))).await?;
        fail("in the middle".to_owned())
    };
    assert!(caught(fix.savepoint(&mut tx, body)).await.is_err());
    drop(tx);
    is_clean(&fix).await
}

/// Segue does not know what the statement did: it looks.
async fn after_raw_sql_that_opens_a_transaction(fix: Fixture) -> Result<()> {
    let other = fix.sql("BEGIN IMMEDIATE", "START TRANSACTION", "START TRANSACTION READ WRITE");
    for sql in ["BEGIN", other, "/* hidden */ BEGIN"] {
        fix.run(raw(sql).execute(fix.db())).await?;
        is_clean(&fix).await?;
    }
    Ok(())
}

/// It is refused: what comes after it would run as if the transaction were still there.
async fn after_raw_sql_that_ends_the_transaction_it_is_in(fix: Fixture) -> Result<()> {
    for sql in ["ROLLBACK", "COMMIT", "BEGIN", "END", "-- hidden\n SAVEPOINT mine"] {
        let tx = fix.quiet(fix.db().begin()).await?;
        fix.fails(raw(sql).execute(&tx), ErrorKind::Usage).await;
        fix.quiet(Artist::objects().create(&tx, artist("a", None))).await?;
        fix.quiet(tx.rollback()).await?;
    }
    is_clean(&fix).await
}

#[derive(Clone, Debug)]
struct Bomb;

impl CustomField for Bomb {
    type Base = i64;

    fn to_base(&self) -> i64 {
        1
    }

    fn from_base(_: i64) -> Result<Self, String> {
        fail("decoding panics".to_owned())
    }
}

/// The panic reaches the caller, not the pool.
async fn after_a_panic_while_a_row_is_decoded(fix: Fixture) -> Result<()> {
    for _ in 0..3 {
        let bomb = raw("SELECT 1 UNION SELECT 2 UNION SELECT 3").read_only().all::<Bomb>(fix.db());
        let panicked = caught(fix.quiet(bomb)).await;
        assert!(panicked.is_err_and(|message| message.contains("decoding panics")));
    }
    is_clean(&fix).await
}

/// In the middle of a transaction.
async fn after_a_task_was_aborted(fix: Fixture) -> Result<()> {
    let (begun, waiting) = tokio::sync::oneshot::channel();
    let ops = fix.clone();
    let task = tokio::spawn(async move {
        let inner = ops.clone();
        let body = async move |tx: &mut Transaction| -> Result<()> {
            inner.quiet(Artist::objects().create(tx, artist("a", None))).await?;
            let _ = begun.send(());
            std::future::pending().await
        };
        ops.db().atomic(body).await
    });
    waiting.await.map_err(crate::setup::failed)?;
    task.abort();
    is_clean(&fix).await
}

/// A deferred constraint makes the commit itself fail: the work is not done, and the connection is clean.
async fn after_a_failed_commit(fix: Fixture) -> Result<()> {
    fix.place()
        .neutral()?
        .execute("CREATE TABLE late (artist BIGINT REFERENCES artist (id) DEFERRABLE INITIALLY DEFERRED)")?;
    let ops = fix.clone();
    let failed: Result<()> = fix
        .atomic(async |tx| {
            ops.quiet(Artist::objects().create(tx, artist("a", None))).await?;
            ops.quiet(raw("INSERT INTO late VALUES (77)").execute(tx)).await.map(drop)
        })
        .await;
    fix.refused(failed, ErrorKind::ForeignKeyViolation);
    is_clean(&fix).await
}

/// None of them costs the pool its connection.
async fn many_abandoned_transactions_in_a_row(fix: Fixture) -> Result<()> {
    for _ in 0..20 {
        let tx = fix.quiet(fix.db().begin()).await?;
        fix.quiet(Artist::objects().create(&tx, artist("a", None))).await?;
        drop(tx);
    }
    is_clean(&fix).await
}
