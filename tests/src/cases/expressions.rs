//! Conditions.

use super::data::{cents, day, finds, most_parameters, shop};
use crate::{
    Case, Fixture, case,
    models::{Album, Artist},
};
use segue::{Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(comparisons).snapshot(),
        case!(a_comparison_with_null_is_neither).snapshot(),
        case!(lists).snapshot(),
        case!(lists_of_any_length_share_few_texts),
        case!(the_longest_list).tuned(|options| options.settings.pool.max_connections = 1),
        case!(between_includes_both_ends).snapshot(),
        case!(and_or_and_not).snapshot(),
        case!(all_and_any_of_nothing),
        case!(columns_on_both_sides).snapshot(),
        case!(arithmetic_in_a_filter).snapshot(),
        case!(decimals_compare_as_numbers).snapshot(),
        case!(foreign_keys_compare_with_models_and_keys).snapshot(),
        case!(conditions_are_built_at_run_time),
    ]
}

const ODD: &str = r"100% _pure_ \o/";

/// The six comparisons, with a number, a text and a date.
async fn comparisons(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    finds(&fix, Album::stock.eq(5), &["Animals"]).await?;
    finds(&fix, Album::stock.ne(5), &["Meddle", "Debut", ODD]).await?;
    finds(&fix, Album::stock.lt(5), &["Meddle", ODD]).await?;
    finds(&fix, Album::stock.le(5), &["Animals", "Meddle", ODD]).await?;
    finds(&fix, Album::title.gt("Debut"), &["Meddle"]).await?;
    finds(&fix, Album::title.ge(String::from("Debut")), &["Meddle", "Debut"]).await?;
    finds(&fix, Album::released.lt(day(1977, 1, 21)), &["Meddle"]).await?;
    finds(&fix, Album::released.le(day(1977, 1, 21)), &["Animals", "Meddle"]).await
}

/// NULL equals nothing and differs from nothing; it is found by `is_null` alone.
async fn a_comparison_with_null_is_neither(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    finds(&fix, Album::rating.eq(4.0), &["Meddle", "Debut"]).await?;
    finds(&fix, Album::rating.ne(4.0), &["Animals"]).await?;
    finds(&fix, !Album::rating.eq(4.0), &["Animals"]).await?;
    finds(&fix, Album::rating.is_null(), &[ODD]).await?;
    finds(&fix, Album::rating.is_not_null(), &["Animals", "Meddle", "Debut"]).await?;
    finds(&fix, Album::rating.not_in([4.0]), &["Animals"]).await
}

/// `is_in` of none is false and `not_in` of none true; a value may stand in the list twice.
async fn lists(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    finds(&fix, Album::id.is_in(Vec::<i64>::new()), &[]).await?;
    finds(&fix, Album::id.not_in(Vec::<i64>::new()), &["Animals", "Meddle", "Debut", ODD]).await?;
    finds(&fix, Album::id.is_in([3]), &["Debut"]).await?;
    finds(&fix, Album::id.is_in([3, 1, 3, 77]), &["Animals", "Debut"]).await?;
    finds(&fix, Album::id.not_in([3, 1, 2]), &[ODD]).await?;
    finds(&fix, Album::title.is_in(["Meddle", "x", "y", "z", "w"]), &["Meddle"]).await?;
    finds(&fix, Album::price.is_in([cents(5), cents(800)]), &["Meddle", ODD]).await
}

/// A list is filled up to the next of few lengths, so that its length does not make a new text each time.
async fn lists_of_any_length_share_few_texts(fix: Fixture) -> Result<()> {
    for length in 1..=64_i64 {
        let query = Album::objects().filter(Album::id.is_in(0..length));
        fix.quiet(query.all(fix.db())).await?;
    }
    let mut texts = fix.capture().texts();
    texts.sort();
    texts.dedup();
    assert!(texts.len() <= 8, "{} texts for 64 lengths: {texts:#?}", texts.len());
    Ok(())
}

/// A list as long as the database takes it works; a longer one is refused before it is sent (D-24, D-65).
async fn the_longest_list(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let most = most_parameters(&fix) as i64;
    let longest = Album::objects().filter(Album::id.is_in(0..most));
    assert_eq!(fix.run(longest.count(fix.db())).await?, 4);
    let too_long = Album::objects().filter(Album::id.is_in(0..=most));
    let error = fix.fails(too_long.count(fix.db()), ErrorKind::InvalidValue).await.to_string();
    assert!(error.contains(&most.to_string()) && error.contains(&(most + 1).to_string()), "{error}");
    fix.capture().assert_num_queries(1);
    fix.forget();
    Ok(())
}

/// Both ends belong to it.
async fn between_includes_both_ends(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    finds(&fix, Album::stock.between(1, 5), &["Animals", ODD]).await?;
    finds(&fix, Album::price.between(cents(800), cents(990)), &["Animals", "Meddle"]).await?;
    finds(&fix, Album::released.between(day(1971, 10, 31), day(1977, 1, 20)), &["Meddle"]).await?;
    finds(&fix, !Album::stock.between(1, 5), &["Meddle", "Debut"]).await?;
    finds(&fix, Album::stock.between(5, 1), &[]).await
}

/// `&`, `|` and `!` bind as they do in Rust.
async fn and_or_and_not(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let cheap = || Album::price.lt(cents(900));
    let in_stock = || Album::stock.gt(0);
    finds(&fix, cheap() & in_stock(), &[ODD]).await?;
    finds(&fix, cheap() | in_stock(), &["Animals", "Meddle", "Debut", ODD]).await?;
    finds(&fix, !(cheap() & in_stock()), &["Animals", "Meddle", "Debut"]).await?;
    finds(&fix, !cheap() & in_stock(), &["Animals", "Debut"]).await?;
    finds(&fix, Album::title.eq("Debut") | cheap() & !in_stock(), &["Meddle", "Debut"]).await?;
    finds(&fix, (Album::title.eq("Debut") | cheap()) & in_stock(), &["Debut", ODD]).await
}

/// All of no condition is true, any of none false.
async fn all_and_any_of_nothing(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    finds(&fix, Q::all([]), &["Animals", "Meddle", "Debut", ODD]).await?;
    finds(&fix, Q::any([]), &[]).await?;
    finds(&fix, !Q::any([]), &["Animals", "Meddle", "Debut", ODD]).await?;
    finds(&fix, Q::all([Album::stock.gt(0), Album::stock.lt(6)]), &["Animals", ODD]).await
}

/// A column compares with another, also over a relation.
async fn columns_on_both_sides(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    finds(&fix, Album::id.gt(Album::artist.to(Artist::id)), &["Meddle", "Debut", ODD]).await?;
    finds(&fix, Album::title.lt(Album::artist.to(Artist::name)), &["Animals", "Meddle", ODD]).await?;
    finds(&fix, Album::title.eq(Album::title), &["Animals", "Meddle", "Debut", ODD]).await
}

/// Arithmetic on either side.
async fn arithmetic_in_a_filter(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    finds(&fix, (Album::stock * 2 + 1).eq(11), &["Animals"]).await?;
    finds(&fix, Album::stock.gt(Album::stock - 1), &["Animals", "Meddle", "Debut", ODD]).await?;
    finds(&fix, (Album::stock % 2).eq(1), &["Animals", "Debut", ODD]).await?;
    finds(&fix, (Album::stock / 2).eq(3), &["Debut"]).await?;
    finds(&fix, (Album::rating * 2.0).gt(8.5), &["Animals"]).await
}

/// Exactly, whatever the literal's places, and between two units (D-06, D-08).
async fn decimals_compare_as_numbers(fix: Fixture) -> Result<()> {
    use rust_decimal::Decimal;
    shop(&fix).await?;
    finds(&fix, Album::price.eq(Decimal::new(99, 1)), &["Animals"]).await?;
    finds(&fix, Album::price.eq(Decimal::new(99_000, 4)), &["Animals"]).await?;
    finds(&fix, Album::price.eq(Decimal::new(99_001, 4)), &[]).await?;
    finds(&fix, Album::price.lt(Decimal::new(99_001, 4)), &["Animals", "Meddle", ODD]).await?;
    finds(&fix, Album::price.gt(Decimal::new(98_999, 4)), &["Animals", "Debut"]).await?;
    finds(&fix, Album::price.gt(Decimal::new(9, 0)), &["Animals", "Debut"]).await?;
    finds(&fix, (Album::price * Decimal::new(2, 0)).ge(cents(1980)), &["Animals", "Debut"]).await?;
    finds(&fix, (Album::price + Decimal::new(1, 3)).gt(cents(1250)), &["Debut"]).await
}

/// A foreign key compares with a model, a reference and a key.
async fn foreign_keys_compare_with_models_and_keys(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    finds(&fix, Album::artist.eq(&shop.floyd), &["Animals", "Meddle"]).await?;
    finds(&fix, Album::artist.eq(shop.bjork.key()), &["Debut", ODD]).await?;
    finds(&fix, Album::artist.ne(shop.bjork.id), &["Animals", "Meddle"]).await?;
    finds(&fix, Album::artist.is_in([&shop.nobody, &shop.floyd]), &["Animals", "Meddle"]).await
}

/// Conditions erase to one type, so that a loop can build them.
async fn conditions_are_built_at_run_time(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let words = ["Ani", "Deb"];
    finds(&fix, Q::any(words.map(|word| Album::title.contains(word))), &["Animals", "Debut"]).await?;
    let mut condition = Album::stock.ge(0);
    for bound in [3, 6] {
        condition &= Album::stock.gt(bound);
    }
    finds(&fix, condition.clone(), &["Debut"]).await?;
    condition |= Album::rating.is_null();
    finds(&fix, condition, &["Debut", ODD]).await
}
