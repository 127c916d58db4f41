//! Aggregates and groups.

use super::data::{cents, shop};
use crate::{
    Case, Fixture, case,
    models::{Album, Artist, Track},
};
use rust_decimal::Decimal;
use segue::{Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(over_all_rows).snapshot(),
        case!(over_no_rows),
        case!(in_groups).snapshot(),
        case!(of_models).snapshot(),
        case!(of_a_group_without_values),
        case!(filters_over_aggregates_come_after_grouping).snapshot(),
        case!(means_of_decimals_are_exact).snapshot(),
        case!(counting_groups_counts_groups).snapshot(),
        case!(expressions_are_annotated_too).snapshot(),
        case!(a_sum_that_overflows_is_an_error),
        case!(a_limit_is_refused),
    ]
}

/// Count, distinct count, sum, least, greatest and mean in one statement. Sums of integers are 64 bits wide; a sum that
/// happens to be an integer is no less a float (D-07).
async fn over_all_rows(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let all = Album::objects();
    let counts = (Count::all(), Count(Album::rating), Count::distinct(Album::rating));
    assert_eq!(fix.run(all.aggregate(fix.db(), counts)).await?, (4, 3, 2));
    let sums = (Sum(Album::stock), Sum(Album::rating), Sum(Album::price));
    assert_eq!(fix.run(all.aggregate(fix.db(), sums)).await?, (Some(13), Some(12.5), Some(cents(3045))));
    let ends = (Min(Album::title), Max(Album::released), Avg(Album::stock));
    let (least, last, mean) = fix.run(all.aggregate(fix.db(), ends)).await?;
    assert_eq!(
        (least.as_deref(), last.map(|day| day.to_string()).as_deref(), mean),
        (Some(r"100% _pure_ \o/"), Some("1993-07-05"), Some(3.25))
    );
    fix.capture().assert_num_queries(3);
    Ok(())
}

/// Of none there is no sum, no least and no mean; a count is 0.
async fn over_no_rows(fix: Fixture) -> Result<()> {
    let all = Album::objects();
    let found =
        fix.run(all.aggregate(fix.db(), (Count::all(), Sum(Album::price), Sum(Album::rating)))).await?;
    assert_eq!(found, (0, None, None));
    assert_eq!(fix.run(all.aggregate(fix.db(), Avg(Album::stock))).await?, None);
    assert_eq!(fix.run(all.count(fix.db())).await?, 0);
    Ok(())
}

/// Rows that are the same in everything else that is selected are one group.
async fn in_groups(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let by_artist =
        Album::objects().values(Album::artist.to(Artist::name)).order_by(Album::artist.to(Artist::name));
    let sums = fix.run(by_artist.clone().annotate(Sum(Album::price)).all(fix.db())).await?;
    assert_eq!(sums, [("Björk".to_owned(), cents(1255)), ("Pink Floyd".to_owned(), cents(1790))]);
    let both = by_artist.annotate((Count::all(), Max(Album::stock)));
    let found = fix.run(both.all(fix.db())).await?;
    assert_eq!(found, [("Björk".to_owned(), 2, 7), ("Pink Floyd".to_owned(), 2, 5)]);
    Ok(())
}

/// Each model with its aggregate; who has none of the many counts 0.
async fn of_models(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let counted = Artist::objects().annotate(Count(Artist::albums)).order_by(Artist::id);
    let found = fix.run(counted.all(fix.db())).await?;
    let counts: Vec<(&str, i64)> =
        found.iter().map(|(artist, count)| (artist.name.as_str(), *count)).collect();
    assert_eq!(counts, [("Pink Floyd", 2), ("Björk", 2), ("Nobody", 0)]);
    let dearest = Artist::objects().annotate(Max(Artist::albums.to(Album::price))).order_by(Artist::id);
    let found = fix.run(dearest.all(fix.db())).await?;
    let prices: Vec<Option<Decimal>> = found.into_iter().map(|(_, price)| price).collect();
    assert_eq!(prices, [Some(cents(990)), Some(cents(1250)), None]);
    Ok(())
}

/// A group whose values are all NULL has no sum.
async fn of_a_group_without_values(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let sums = Album::objects().values(Album::title).annotate(Sum(Album::rating)).order_by(Album::title);
    let found = fix.run(sums.all(fix.db())).await?;
    assert_eq!(found[0], (r"100% _pure_ \o/".to_owned(), None));
    assert_eq!(found[1], ("Animals".to_owned(), Some(4.5)));
    Ok(())
}

/// What holds an aggregate is asked of the group.
async fn filters_over_aggregates_come_after_grouping(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let long = Album::objects()
        .values(Album::title)
        .annotate(Sum(Album::tracks.to(Track::seconds)))
        .filter(Sum(Album::tracks.to(Track::seconds)).gt(1000_i64))
        .order_by(Album::title);
    let found = fix.run(long.all(fix.db())).await?;
    assert_eq!(found, [("Animals".to_owned(), Some(1644)), ("Meddle".to_owned(), Some(1411))]);
    Ok(())
}

/// The mean of decimals has four more places, and never goes through a float.
async fn means_of_decimals_are_exact(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let mean = fix.run(Album::objects().aggregate(fix.db(), Avg(Album::price))).await?;
    assert_eq!(mean.map(|mean| mean.to_string()).as_deref(), Some("7.612500"));
    let thirds = Album::objects().filter(Album::id.ne(4));
    let mean = fix.run(thirds.aggregate(fix.db(), Avg(Album::price))).await?;
    assert_eq!(mean.map(|mean| mean.to_string()).as_deref(), Some("10.133333"));
    Ok(())
}

/// `count` of a grouped query counts its groups.
async fn counting_groups_counts_groups(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let groups = Album::objects().values(Album::artist).annotate(Count::all());
    assert_eq!(fix.run(groups.count(fix.db())).await?, 2);
    assert!(fix.run(groups.exists(fix.db())).await?);
    Ok(())
}

/// Without an aggregate, `annotate` adds a column.
async fn expressions_are_annotated_too(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let doubled = Album::objects().annotate(Album::stock * 2).order_by(Album::id);
    let found = fix.run(doubled.all(fix.db())).await?;
    assert_eq!(
        found.iter().map(|(album, twice)| (album.id, *twice)).collect::<Vec<_>>(),
        [(1, 10), (2, 0), (3, 14), (4, 2)]
    );
    let dearer = Album::objects().values(Album::id).annotate(Album::price * Decimal::new(15, 1));
    let found = fix.run(dearer.order_by(Album::id).all(fix.db())).await?;
    let prices: Vec<String> = found.iter().map(|(_, price)| price.to_string()).collect();
    assert_eq!(prices, ["14.850", "12.000", "18.750", "0.075"]);
    let all = Album::objects();
    let sums = (Sum(Album::stock * 3), Sum(Album::price * Decimal::new(2, 0)), Sum(Album::rating * 2.0));
    assert_eq!(fix.run(all.aggregate(fix.db(), sums)).await?, (Some(39), Some(cents(6090)), Some(25.0)));
    Ok(())
}

/// Never a rounded or wrapped number.
async fn a_sum_that_overflows_is_an_error(fix: Fixture) -> Result<()> {
    fix.place().neutral()?.execute(
        "INSERT INTO artist (id, name) VALUES (9223372036854775806, 'a'), (9223372036854775807, 'b')",
    )?;
    fix.fails(Artist::objects().aggregate(fix.db(), Sum(Artist::id)), ErrorKind::InvalidValue).await;
    Ok(())
}

/// The rows of a page have no aggregate of their own.
async fn a_limit_is_refused(fix: Fixture) -> Result<()> {
    let limited = Album::objects().limit(2);
    fix.fails(limited.aggregate(fix.db(), Sum(Album::stock)), ErrorKind::Usage).await;
    Ok(())
}
