//! Updates.

use super::data::{cents, day, shop};
use crate::{
    Case, Fixture, case,
    models::{Album, Employee, NewEmployee},
};
use rust_decimal::Decimal;
use segue::{Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(update_counts_the_rows_it_met).snapshot(),
        case!(expressions_are_calculated_by_the_database).snapshot(),
        case!(several_columns_are_set_at_once).snapshot(),
        case!(decimals_stay_exact).snapshot(),
        case!(what_overflows_is_refused),
        case!(a_limit_is_refused),
        case!(over_a_relation).snapshot(),
        case!(a_foreign_key_is_set_and_cleared).snapshot(),
    ]
}

/// `update` says how many rows it met, changed or not.
async fn update_counts_the_rows_it_met(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    assert_eq!(fix.run(Album::objects().update(fix.db(), Album::stock.set(5))).await?, 4);
    let none = Album::objects().filter(Album::id.gt(99));
    assert_eq!(fix.run(none.update(fix.db(), Album::stock.set(6))).await?, 0);
    let stocks =
        fix.run(Album::objects().order_by(Album::id).values_flat(Album::stock).all(fix.db())).await?;
    assert_eq!(stocks, [5, 5, 5, 5]);
    Ok(())
}

/// The new value can be calculated from the row's own columns.
async fn expressions_are_calculated_by_the_database(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    fix.run(Album::objects().update(fix.db(), Album::stock.set(Album::stock * 2 + 1))).await?;
    let stocks = Album::objects().order_by(Album::id).values_flat(Album::stock);
    assert_eq!(fix.run(stocks.all(fix.db())).await?, [11, 1, 15, 3]);
    fix.run(Album::objects().update(fix.db(), Album::stock.set(Album::stock / 2 - 1))).await?;
    assert_eq!(fix.run(stocks.all(fix.db())).await?, [4, -1, 6, 0]);
    fix.run(Album::objects().update(fix.db(), Album::rating.set(Album::rating + 0.25))).await?;
    let ratings = Album::objects().order_by(Album::id).values_flat(Album::rating);
    assert_eq!(fix.run(ratings.all(fix.db())).await?, [Some(4.75), Some(4.25), Some(4.25), None]);
    Ok(())
}

/// Several columns in one statement; a column can become NULL.
async fn several_columns_are_set_at_once(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let set =
        Album::title.set("gone").and(Album::released.set_null()).and(Album::rating.set_or_null(Some(1.0)));
    assert_eq!(fix.run(Album::objects().by_pk(1).update(fix.db(), set)).await?, 1);
    let album = fix.run(Album::objects().by_pk(1).get(fix.db())).await?;
    assert_eq!((album.title.as_str(), album.released, album.rating), ("gone", None, Some(1.0)));
    let released = Album::released.set(day(2001, 2, 3));
    fix.run(Album::objects().by_pk(1).update(fix.db(), released)).await?;
    let album = fix.run(Album::objects().by_pk(1).get(fix.db())).await?;
    assert_eq!(album.released, Some(day(2001, 2, 3)));
    Ok(())
}

/// A product is rounded to the column's places, half away from zero, and never goes through a float (D-08).
async fn decimals_stay_exact(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let factor = Decimal::new(15, 1);
    fix.run(Album::objects().update(fix.db(), Album::price.set(Album::price * factor))).await?;
    let prices = Album::objects().order_by(Album::id).values_flat(Album::price);
    let found = fix.run(prices.all(fix.db())).await?;
    assert_eq!(found, [cents(1485), cents(1200), cents(1875), cents(8)]);
    fix.run(Album::objects().update(fix.db(), Album::price.set(Album::price - cents(1)))).await?;
    assert_eq!(fix.run(prices.all(fix.db())).await?, [cents(1484), cents(1199), cents(1874), cents(7)]);
    // SQLite keeps them in units: a float among them would be shown with a point.
    let stored = fix.place().neutral()?.rows("SELECT price FROM album ORDER BY id")?.concat().join(" ");
    let decimals = "14.84 11.99 18.74 0.07";
    assert_eq!(stored, fix.sql("1484 1199 1874 7", decimals, decimals));
    Ok(())
}

/// A result that the column cannot keep is refused by the database, and nothing is changed.
async fn what_overflows_is_refused(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let large = Album::objects().update(fix.db(), Album::stock.set(Album::stock + i32::MAX));
    fix.fails(large, ErrorKind::InvalidValue).await;
    let huge = Decimal::new(99_999_999_999, 2);
    let product = Album::price.set(Album::price * huge);
    fix.fails(Album::objects().update(fix.db(), product), ErrorKind::InvalidValue).await;
    let unchanged = fix.run(Album::objects().by_pk(shop.debut.id).get(fix.db())).await?;
    assert_eq!(unchanged, shop.debut);
    Ok(())
}

/// A limit has no meaning in an update or a deletion.
async fn a_limit_is_refused(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let limited = Album::objects().limit(1);
    fix.fails(limited.update(fix.db(), Album::stock.set(1)), ErrorKind::Usage).await;
    fix.fails(limited.delete(fix.db()), ErrorKind::Usage).await;
    fix.capture().assert_num_queries(0);
    Ok(())
}

/// Rows can be chosen by what they refer to.
async fn over_a_relation(fix: Fixture) -> Result<()> {
    use crate::models::{Artist, Track};
    shop(&fix).await?;
    let by_floyd = Album::objects().filter(Album::artist.to(Artist::name).starts_with("Pink"));
    assert_eq!(fix.run(by_floyd.update(fix.db(), Album::stock.set(50))).await?, 2);
    let from_there = Track::objects().filter(Track::album.to(Album::artist).to(Artist::country).eq("IS"));
    assert_eq!(fix.run(from_there.delete(fix.db())).await?, 1);
    let stocks = Album::objects().order_by(Album::id).values_flat(Album::stock);
    assert_eq!(fix.run(stocks.all(fix.db())).await?, [50, 50, 7, 1]);
    Ok(())
}

/// A foreign key is set by a model or by its key, and cleared where it may be NULL.
async fn a_foreign_key_is_set_and_cleared(fix: Fixture) -> Result<()> {
    let ann =
        fix.run(Employee::objects().create(fix.db(), NewEmployee { name: "Ann".into(), boss: None })).await?;
    let new = NewEmployee { name: "Bob".into(), boss: None };
    let bob = fix.run(Employee::objects().create(fix.db(), new)).await?;
    let only_bob = Employee::objects().by_pk(bob.id);
    fix.run(only_bob.update(fix.db(), Employee::boss.set(&ann))).await?;
    assert_eq!(fix.run(only_bob.get(fix.db())).await?.boss, Some(ann.key()));
    fix.run(only_bob.update(fix.db(), Employee::boss.set_null())).await?;
    assert_eq!(fix.run(only_bob.get(fix.db())).await?.boss, None);
    Ok(())
}
