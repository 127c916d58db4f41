//! Making many rows.

use super::data::{album, artist, begins, cents, most_parameters, numbered_after, shop, to_create};
use crate::{
    Case, Fixture, case,
    models::{Album, Artist, NewTag, Tag},
};
use segue::{Engine, Result, model::NewModel, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(rows_come_back_in_the_order_given).snapshot(),
        case!(several_statements_are_one_transaction),
        case!(a_failure_leaves_nothing_behind),
        case!(of_nothing_sends_nothing),
        case!(inside_a_transaction_it_is_a_savepoint).snapshot(),
    ]
}

fn tags(numbers: std::ops::Range<u32>) -> impl Iterator<Item = NewTag> {
    numbers.map(|number| NewTag { code: format!("t{number}"), label: "x".into() })
}

/// The rows come back in the order in which they were given, with and without given keys; rows with other fields go
/// into a statement of their own.
async fn rows_come_back_in_the_order_given(fix: Fixture) -> Result<()> {
    let names = ["c", "a", "b"];
    let made = fix.run(Artist::objects().bulk_create(fix.db(), names.map(|name| artist(name, None)))).await?;
    let found: Vec<(i64, &str)> = made.iter().map(|made| (made.id, made.name.as_str())).collect();
    assert_eq!(found, [(1, "c"), (2, "a"), (3, "b")]);
    fix.capture().assert_num_queries(to_create(&fix));
    let codes = ["z", "y", "x"].map(|code| NewTag { code: code.into(), label: code.into() });
    let made = fix.run(Tag::objects().bulk_create(fix.db(), codes)).await?;
    assert_eq!(made.iter().map(|tag| tag.code.as_str()).collect::<Vec<_>>(), ["z", "y", "x"]);
    let mixed = [artist("d", None).into(), artist("e", None).with(Artist::id, 9), artist("f", None).into()];
    let made = fix.run(Artist::objects().bulk_create(fix.db(), mixed)).await?;
    assert_eq!(made.iter().map(|made| made.id).collect::<Vec<_>>(), [4, 9, numbered_after(&fix, 5, 9)?]);
    Ok(())
}

/// A few more rows of two fields than one statement takes (D-24, D-65).
fn too_many(fix: &Fixture) -> u32 {
    most_parameters(fix) as u32 / 2 + 10
}

/// More rows than one statement takes go into several, inside a transaction.
async fn several_statements_are_one_transaction(fix: Fixture) -> Result<()> {
    let rows = too_many(&fix);
    let made = fix.quiet(Tag::objects().bulk_create(fix.db(), tags(0..rows))).await?;
    assert_eq!(made.len(), rows as usize);
    assert_eq!(made.last().map(|tag| tag.code.clone()), Some(format!("t{}", rows - 1)));
    let texts = fix.capture().texts();
    assert_eq!(texts.len(), 2 + 2 * to_create(&fix), "{texts:?}");
    assert_eq!([&*texts[0], &*texts[texts.len() - 1]], [begins(&fix), "COMMIT"]);
    assert_eq!(fix.place().neutral()?.value("SELECT count(*) FROM tag")?, rows.to_string());
    fix.forget();
    fix.note(made.len());
    Ok(())
}

/// A row that is refused leaves none behind, not even of an earlier statement.
async fn a_failure_leaves_nothing_behind(fix: Fixture) -> Result<()> {
    let rows = tags(0..too_many(&fix)).chain(tags(3..4));
    let error = fix.fails(Tag::objects().bulk_create(fix.db(), rows), ErrorKind::UniqueViolation).await;
    let named = match fix.engine() {
        Engine::Sqlite => (Some("tag"), Some("code"), None),
        Engine::Postgres => (Some("tag"), None, Some("tag_pkey")),
        Engine::MySql => (None, None, Some("PRIMARY")),
    };
    assert_eq!((error.table(), error.column(), error.constraint()), named);
    assert_eq!(fix.run(Tag::objects().count(fix.db())).await?, 0);
    let texts = fix.capture().texts();
    assert_eq!([&*texts[0], &*texts[texts.len() - 2]], [begins(&fix), "ROLLBACK"]);
    fix.forget();
    Ok(())
}

/// No row, no statement.
async fn of_nothing_sends_nothing(fix: Fixture) -> Result<()> {
    let made = fix.run(Tag::objects().bulk_create(fix.db(), Vec::<NewTag>::new())).await?;
    assert!(made.is_empty());
    fix.capture().assert_num_queries(0);
    Ok(())
}

/// Inside a transaction several statements are a savepoint: a failure leaves nothing of them, and the transaction goes on.
async fn inside_a_transaction_it_is_a_savepoint(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let ops = fix.clone();
    fix.atomic(async |tx| {
        let with = album("with", 1, None, &shop.floyd).with(Album::stock, 3);
        let without = album("without", 2, None, &shop.floyd).with(Album::id, 50);
        ops.run(Album::objects().bulk_create(tx, [with, without])).await?;
        let fine = album("fine", 3, None, &shop.floyd).with(Album::stock, 3);
        let again = album("again", 4, None, &shop.floyd).with(Album::id, 50);
        ops.fails(Album::objects().bulk_create(tx, [fine, again]), ErrorKind::UniqueViolation).await;
        Ok(())
    })
    .await?;
    let prices = Album::objects().filter(Album::id.gt(4)).order_by(Album::price).values_flat(Album::price);
    assert_eq!(fix.run(prices.all(fix.db())).await?, [cents(1), cents(2)]);
    Ok(())
}
