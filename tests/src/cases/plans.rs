//! Prepared statements, as the servers themselves count them, on the pool's one connection.

use super::{data::shop, preparing::rounds};
use crate::{
    Case, Fixture, Options, case,
    models::{Album, Artist},
};
use segue::{Engine, Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(nothing_is_prepared_in_the_steady_state).on(SERVERS).tuned(one_connection),
        case!(the_cache_is_bounded).on(SERVERS).tuned(|options| {
            one_connection(options);
            options.settings.pool.statement_cache = 8;
        }),
        case!(none_is_kept_where_none_may_be).on(SERVERS).tuned(|options| {
            one_connection(options);
            options.settings.pool.statement_cache = 0;
        }),
        case!(a_changed_table_is_prepared_for_again).on(SERVERS).tuned(one_connection),
        case!(a_stale_plan_fails_its_transaction).on(&[Engine::Postgres]).tuned(one_connection),
        case!(a_transaction_that_met_a_stale_plan_is_run_again).on(SERVERS).tuned(one_connection),
    ]
}

const SERVERS: &[Engine] = &[Engine::Postgres, Engine::MySql];

fn one_connection(options: &mut Options) {
    options.settings.pool.max_connections = 1;
}

/// How many statements have been prepared, and how many of them are kept, where the server counts both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Count {
    prepared: i64,
    kept: i64,
}

async fn count(fix: &Fixture) -> Result<Count> {
    match fix.engine() {
        Engine::Postgres => {
            // The time of the last preparation stands for their number: preparing once more makes it later.
            let sql = "SELECT COALESCE(extract(epoch FROM max(prepare_time)) * 1000000, 0)::bigint, count(*) \
                       FROM pg_prepared_statements WHERE NOT from_sql";
            let (prepared, kept) = fix.quiet(raw(sql).read_only().get(fix.db())).await?;
            Ok(Count { prepared, kept })
        }
        _ => {
            let sql = "SHOW SESSION STATUS WHERE Variable_name IN ('Com_stmt_prepare', 'Com_stmt_close')";
            let told: Vec<(String, String)> = fix.quiet(raw(sql).read_only().all(fix.db())).await?;
            let number = |name: &str| {
                told.iter().find(|(told, _)| told == name).and_then(|(_, number)| number.parse().ok())
            };
            let [prepared, closed] =
                ["Com_stmt_prepare", "Com_stmt_close"].map(|name| number(name).unwrap_or(0));
            Ok(Count { prepared, kept: prepared - closed })
        }
    }
}

/// How many were prepared between two counts; what counting itself prepares is the same each time.
async fn prepared_by(fix: &Fixture, work: impl AsyncFnOnce() -> Result<()>) -> Result<i64> {
    let (first, before) = (count(fix).await?, count(fix).await?);
    work().await?;
    let after = count(fix).await?;
    Ok((after.prepared - before.prepared) - (before.prepared - first.prepared))
}

/// After all shapes of statements have been seen once.
async fn nothing_is_prepared_in_the_steady_state(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let first = prepared_by(&fix, async || rounds(&fix, 0..4).await.map(drop)).await?;
    assert!(first > 0, "nothing was prepared at all");
    let later = prepared_by(&fix, async || rounds(&fix, 4..10).await.map(drop)).await?;
    assert_eq!(later, 0);
    fix.forget();
    Ok(())
}

/// Many texts: there are never more than the settings allow, and each still works.
async fn the_cache_is_bounded(fix: Fixture) -> Result<()> {
    let mut most = 0;
    for number in 0..40_i64 {
        let sql = format!("SELECT {number} + id FROM (SELECT 1 AS id) AS one WHERE id = ?");
        assert_eq!(fix.quiet(raw(sql).bind(1_i64).read_only().get::<i64>(fix.db())).await?, number + 1);
        let kept = count(&fix).await?.kept;
        assert!(kept <= 8 + 1, "{kept} are kept after {number}");
        most = most.max(kept);
    }
    assert!(most > 8 / 2, "no more than {most} were kept");
    fix.forget();
    Ok(())
}

/// As behind a pooler that gives each transaction another connection.
async fn none_is_kept_where_none_may_be(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    for _ in 0..3 {
        rounds(&fix, 0..2).await?;
        let kept = match fix.engine() {
            Engine::Postgres => {
                let sql = "SELECT count(*) FROM pg_prepared_statements WHERE NOT from_sql AND name <> ''";
                fix.quiet(raw(sql).read_only().get::<i64>(fix.db())).await?
            }
            _ => count(&fix).await?.kept,
        };
        assert!(kept <= 1, "{kept} are kept");
    }
    fix.forget();
    Ok(())
}

/// Another program changes the types of columns.
fn change_types(fix: &Fixture) -> Result<()> {
    fix.place().neutral()?.execute(fix.sql(
        "",
        "ALTER TABLE artist ALTER COLUMN country TYPE varchar(90); ALTER TABLE album ALTER COLUMN stock TYPE bigint",
        "ALTER TABLE artist MODIFY country VARCHAR(90); ALTER TABLE album MODIFY stock BIGINT NOT NULL",
    ))
}

/// What was prepared for the table as it was works on as if nothing had happened: reading, writing, and reading what was
/// written (D-42).
async fn a_changed_table_is_prepared_for_again(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let everything = async || -> Result<()> {
        let db = fix.db();
        assert_eq!(fix.run(Artist::objects().order_by(Artist::id).all(db)).await?.len(), 3);
        assert_eq!(fix.run(Album::objects().by_pk(3).get(db)).await?.stock, 7);
        assert_eq!(fix.run(Album::objects().by_pk(3).update(db, Album::stock.set(7))).await?, 1);
        let again = super::data::artist("again", Some("UK"));
        fix.quiet(fix.quiet(Artist::objects().create(db, again)).await?.delete(db)).await?;
        fix.quiet(shop.debut.save(db)).await
    };
    everything().await?;
    everything().await?;
    change_types(&fix)?;
    everything().await?;
    everything().await
}

/// Its connection has the plan, and is not asked to prepare again by itself: the transaction has failed.
async fn a_stale_plan_fails_its_transaction(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let albums = || Album::objects().order_by(Album::id);
    fix.quiet(albums().all(fix.db())).await?;
    fix.quiet(albums().all(fix.db())).await?;
    let tx = fix.quiet(fix.db().begin()).await?;
    change_types(&fix)?;
    let error = fix.fails(albums().all(&tx), ErrorKind::StalePlan).await;
    assert!(error.retry().advised(), "{error:?}");
    fix.fails(Artist::objects().count(&tx), ErrorKind::Aborted).await;
    fix.run(tx.rollback()).await?;
    let tx = fix.quiet(fix.db().begin()).await?;
    assert_eq!(fix.run(albums().all(&tx)).await?.len(), 4);
    fix.run(tx.commit()).await
}

/// By `retry`, or not at all where the server prepares by itself.
async fn a_transaction_that_met_a_stale_plan_is_run_again(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let albums = || Album::objects().order_by(Album::id);
    fix.quiet(albums().all(fix.db())).await?;
    fix.quiet(albums().all(fix.db())).await?;
    change_types(&fix)?;
    let body = async |tx: &mut segue::Transaction| fix.quiet(albums().all(tx)).await;
    let options = fix.db().transaction().retry(1);
    let found = match fix.style() {
        crate::Style::Wait => options.run_wait(|tx| orm_api::op::park_on(body(tx))),
        _ => options.run(body).await,
    };
    assert_eq!(found?.len(), 4);
    Ok(())
}
