//! What is not allowed: to a user, in a transaction that only reads.

use super::{SERVERS, user::User};
use crate::{
    Case, Fixture, Style, case,
    cases::data::artist,
    models::{Artist, Tag},
};
use segue::{Engine, Outcome, Result, Transaction, prelude::*};
use std::time::Duration;

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(a_user_without_rights).on(SERVERS),
        case!(a_row_that_its_maker_may_not_read).on(&[Engine::MySql]),
        case!(a_write_in_a_transaction_that_reads),
        case!(a_write_that_the_database_finds).on(SERVERS),
    ]
}

/// To read, to write, to define; what is allowed works.
async fn a_user_without_rights(fix: Fixture) -> Result<()> {
    let user = User::make(&fix)?;
    let db = fix.quiet(fix.setup().open(user.options(&fix))).await?;
    assert_eq!(fix.run(Tag::objects().count(&db)).await?, 0);
    let denied = ErrorKind::PermissionDenied;
    fix.fails(Artist::objects().count(&db), denied).await;
    fix.fails(Artist::objects().create(&db, artist("a", None)), denied).await;
    fix.fails(Artist::objects().update(&db, Artist::name.set("b")), denied).await;
    let deleted = fix.fails(Artist::objects().delete(&db), denied).await;
    assert!(!deleted.retry().advised());
    for sql in [
        "DROP TABLE tag",
        "CREATE TABLE mine (a INTEGER)",
        "ALTER TABLE tag ADD COLUMN a INTEGER",
        "UPDATE tag SET code = 'x'",
    ] {
        fix.fails(raw(sql).execute(&db), denied).await;
    }
    fix.quiet(db.close(Duration::from_secs(5))).await
}

/// Where a row is selected after it was made, the error of that says that it is there; inside a transaction it goes with it.
async fn a_row_that_its_maker_may_not_read(fix: Fixture) -> Result<()> {
    let user = User::make(&fix)?;
    user.allow("INSERT ON artist")?;
    let db = fix.quiet(fix.setup().open(user.options(&fix))).await?;
    let denied = ErrorKind::PermissionDenied;
    let error = fix.fails(Artist::objects().create(&db, artist("a", None)), denied).await;
    assert_eq!(error.retry().outcome, Outcome::Done);
    assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 1);
    let tx = fix.quiet(db.begin()).await?;
    let error = fix.fails(Artist::objects().create(&tx, artist("b", None)), denied).await;
    assert_eq!(error.retry().outcome, Outcome::NotDone);
    fix.quiet(tx.rollback()).await?;
    assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 1);
    fix.quiet(db.close(Duration::from_secs(5))).await
}

async fn reading<T>(fix: &Fixture, body: impl AsyncFn(&mut Transaction) -> Result<T> + Clone) -> Result<T> {
    let options = fix.db().transaction().read_only();
    match fix.style() {
        Style::Wait => options.run_wait(|tx| orm_api::op::park_on(body(tx))),
        Style::Multi | Style::Current => options.run(body).await,
    }
}

/// Refused before it is sent.
async fn a_write_in_a_transaction_that_reads(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    reading(&fix, async |tx| {
        ops.fails(Artist::objects().create(tx, artist("a", None)), ErrorKind::ReadOnly).await;
        let error = ops.fails(raw("DELETE FROM artist").execute(tx), ErrorKind::ReadOnly).await;
        assert!(error.to_string().contains("read_only"), "{error}");
        assert_eq!(ops.run(Artist::objects().count(tx)).await?, 0);
        Ok(())
    })
    .await
}

/// SQL of the user's own that was declared to read, and does not.
async fn a_write_that_the_database_finds(fix: Fixture) -> Result<()> {
    fix.place().neutral()?.execute(fix.sql(
        "",
        "CREATE FUNCTION writes() RETURNS integer LANGUAGE sql AS 'INSERT INTO tag VALUES (''a'', ''x'') RETURNING 1'",
        "CREATE OR REPLACE FUNCTION writes() RETURNS INTEGER BEGIN INSERT INTO tag VALUES ('a', 'x'); RETURN 1; END",
    ))?;
    let ops = fix.clone();
    let failed: Result<()> = reading(&fix, async |tx| {
        let wrote = raw("SELECT writes()").read_only().all::<i32>(tx);
        ops.fails(wrote, ErrorKind::ReadOnly).await;
        ops.fails(Tag::objects().count(tx), ErrorKind::Aborted).await;
        Err(Error::new(ErrorKind::Application, "enough"))
    })
    .await;
    fix.refused(failed, ErrorKind::Application);
    fix.place().neutral()?.execute("DROP FUNCTION writes")?;
    assert_eq!(fix.run(Tag::objects().count(fix.db())).await?, 0);
    Ok(())
}
