//! Statements are prepared once.
//!
//! How often a driver prepares cannot be asked of it from outside. Two things decide it, and both are counted here: that
//! repeated work sends no new text and asks for each to be kept, since both drivers keep by text (their backends' own
//! tests count that); and that SQLite itself does not prepare a kept statement again, which its
//! `SQLITE_STMTSTATUS_REPREPARE` tells for each text that was sent, with the values that were sent. Servers count what they
//! prepare: `plans.rs` asks them.

use super::data::{album, cents, shop};
use crate::{
    Case, Fixture, case,
    models::{Album, Artist, NewTag, Tag, Track},
    setup::failed,
};
use orm_api::value::Value;
use rusqlite::{StatementStatus, types::ToSqlOutput};
use segue::{Captured, Engine, Result, prelude::*};
use std::collections::BTreeSet;

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(repeated_work_sends_no_new_text),
        case!(no_text_is_prepared_again_by_sqlite).on(&[Engine::Sqlite]),
        case!(texts_are_kept),
    ]
}

/// One round of everything that applications repeat; `round` changes every value, and the lengths of lists.
async fn round(fix: &Fixture, round: i64) -> Result<()> {
    let db = fix.db();
    fix.quiet(Album::objects().by_pk(round % 4 + 1).get(db)).await?;
    fix.quiet(Album::objects().filter(Album::price.lt(cents(round * 7))).all(db)).await?;
    fix.quiet(Album::objects().order_by(Album::id).limit(round as u64 + 1).offset(round as u64).all(db))
        .await?;
    fix.quiet(Album::objects().filter(Album::title.icontains(format!("x{round}"))).count(db)).await?;
    fix.quiet(Album::objects().filter(Album::title.starts_with(format!("x{round}"))).first(db)).await?;
    fix.quiet(Album::objects().filter(Album::id.is_in(0..round % 4 + 1)).exists(db)).await?;
    fix.quiet(
        Album::objects()
            .filter(
                Album::released
                    .between(super::data::day(1970, 1, 1), super::data::day(1999, 1, round as u32 + 1)),
            )
            .all(db),
    )
    .await?;
    fix.quiet(Track::objects().select_related(Track::album).filter(Track::seconds.gt(round as i32)).all(db))
        .await?;
    fix.quiet(Artist::objects().prefetch_related(Artist::albums).all(db)).await?;
    fix.quiet(Album::objects().values(Album::artist).annotate(Sum(Album::price)).all(db)).await?;
    let tag =
        fix.quiet(Tag::objects().create(db, NewTag { code: format!("t{round}"), label: "x".into() })).await?;
    fix.quiet(tag.save(db)).await?;
    let set = Album::price.set(Album::price * rust_decimal::Decimal::new(10 + round, 1));
    fix.quiet(Album::objects().by_pk(4).update(db, set)).await?;
    fix.quiet(Tag::objects().filter(Tag::code.eq(format!("t{round}"))).delete(db)).await?;
    let tx = fix.quiet(db.begin()).await?;
    let artist = fix.quiet(Artist::objects().by_pk(1).select_for_update().get(&tx)).await?;
    let made =
        fix.quiet(Album::objects().create(&tx, album(&format!("new {round}"), round, None, &artist))).await?;
    fix.quiet(made.delete(&tx)).await?;
    fix.quiet(tx.commit()).await
}

pub(super) async fn rounds(fix: &Fixture, numbers: std::ops::Range<i64>) -> Result<Vec<Captured>> {
    fix.forget();
    for number in numbers {
        round(fix, number).await?;
    }
    Ok(fix.capture().statements())
}

fn texts(sent: &[Captured]) -> BTreeSet<String> {
    sent.iter().map(|sent| sent.text().to_owned()).collect()
}

/// After all values and lengths have been seen once, whatever the values are then.
async fn repeated_work_sends_no_new_text(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let first = texts(&rounds(&fix, 0..4).await?);
    let later = texts(&rounds(&fix, 4..12).await?);
    let new: Vec<_> = later.difference(&first).collect();
    assert!(new.is_empty(), "new texts in the steady state: {new:#?}");
    fix.forget();
    Ok(())
}

/// Neither for the value of a limit, nor of a pattern, nor of any other parameter.
async fn no_text_is_prepared_again_by_sqlite(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let sent = rounds(&fix, 0..6).await?;
    let neutral = fix.place().neutral()?;
    let again = |text: &str| -> Result<i32> {
        let mut statement = neutral.connection()?.prepare(text).map_err(failed)?;
        for one in sent.iter().filter(|one| one.text() == text) {
            for (index, value) in one.observed.params.iter().enumerate() {
                statement.raw_bind_parameter(index + 1, bound(value)).map_err(failed)?;
            }
            let mut rows = statement.raw_query();
            while rows.next().map_err(failed)?.is_some() {}
        }
        Ok(statement.get_status(StatementStatus::RePrepare))
    };
    neutral.execute("PRAGMA foreign_keys = OFF; BEGIN")?;
    for text in texts(&sent).iter().filter(|text| !text.starts_with("BEGIN") && *text != "COMMIT") {
        assert_eq!(again(text)?, 0, "SQLite prepares this again: {text}");
    }
    assert!(again("SELECT id FROM album LIMIT ?").is_ok());
    neutral.execute("ROLLBACK")?;
    fix.forget();
    Ok(())
}

fn bound(value: &Value) -> ToSqlOutput<'_> {
    match value {
        Value::I64(number) => ToSqlOutput::from(*number),
        Value::F64(number) => ToSqlOutput::from(*number),
        Value::Text(text) => ToSqlOutput::from(&**text),
        Value::Bytes(bytes) => ToSqlOutput::from(&**bytes),
        _ => ToSqlOutput::from(rusqlite::types::Null),
    }
}

/// A query's statement asks to be kept.
async fn texts_are_kept(fix: Fixture) -> Result<()> {
    let statement = Album::objects().filter(Album::stock.gt(1)).limit(3).to_sql(fix.db())?;
    assert!(statement.cached);
    Ok(())
}
