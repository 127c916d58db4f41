//! Orders and pages.

use super::data::shop;
use crate::{
    Case, Fixture, case,
    models::{Album, Artist},
};
use segue::{Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(nulls_come_first_ascending_and_last_descending).snapshot(),
        case!(by_several_keys).snapshot(),
        case!(by_an_expression_or_over_a_relation).snapshot(),
        case!(a_later_order_replaces_an_earlier_one),
        case!(pages).snapshot(),
        case!(all_pages_have_one_text),
        case!(limits_at_their_extremes),
    ]
}

/// The same on every database.
async fn nulls_come_first_ascending_and_last_descending(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let ids = |order| Album::objects().order_by(order).values_flat(Album::id);
    assert_eq!(fix.run(ids(Album::released.asc()).all(fix.db())).await?, [4, 2, 1, 3]);
    assert_eq!(fix.run(ids(Album::released.desc()).all(fix.db())).await?, [3, 1, 2, 4]);
    Ok(())
}

/// The first key counts most.
async fn by_several_keys(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let order = (Album::rating.desc(), Album::title.asc());
    let ids = Album::objects().order_by(order).values_flat(Album::id);
    assert_eq!(fix.run(ids.all(fix.db())).await?, [1, 3, 2, 4]);
    let bare = Album::objects().order_by((Album::rating, Album::id.desc())).values_flat(Album::id);
    assert_eq!(fix.run(bare.all(fix.db())).await?, [4, 3, 2, 1]);
    Ok(())
}

/// By what is calculated, and by what is elsewhere.
async fn by_an_expression_or_over_a_relation(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let calculated = Album::objects().order_by((Album::stock % 5).desc()).values_flat(Album::stock);
    let found = fix.run(calculated.limit(2).all(fix.db())).await?;
    assert_eq!(found, [7, 1]);
    let elsewhere = Album::objects().order_by((Album::artist.to(Artist::name).desc(), Album::id.desc()));
    assert_eq!(fix.run(elsewhere.values_flat(Album::id).all(fix.db())).await?, [2, 1, 4, 3]);
    Ok(())
}

/// `order_by` begins anew.
async fn a_later_order_replaces_an_earlier_one(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let twice = Album::objects().order_by(Album::title).order_by(Album::id.desc()).values_flat(Album::id);
    assert_eq!(fix.run(twice.all(fix.db())).await?, [4, 3, 2, 1]);
    Ok(())
}

/// Limit, offset, both, and beyond the end.
async fn pages(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let ids = Album::objects().order_by(Album::id).values_flat(Album::id);
    assert_eq!(fix.run(ids.clone().limit(2).all(fix.db())).await?, [1, 2]);
    assert_eq!(fix.run(ids.clone().limit(2).offset(1).all(fix.db())).await?, [2, 3]);
    assert_eq!(fix.run(ids.clone().offset(3).all(fix.db())).await?, [4]);
    assert_eq!(fix.run(ids.clone().limit(2).offset(9).all(fix.db())).await?, [0; 0]);
    assert_eq!(fix.run(ids.limit(0).all(fix.db())).await?, [0; 0]);
    Ok(())
}

/// The text does not depend on the page. On SQLite no placeholder stands alone after `LIMIT`: it would prepare the
/// statement again for each page.
async fn all_pages_have_one_text(fix: Fixture) -> Result<()> {
    for page in 0..10 {
        fix.quiet(Album::objects().order_by(Album::id).limit(10 + page).offset(page * 10).all(fix.db()))
            .await?;
    }
    let mut texts = fix.capture().texts();
    texts.dedup();
    assert_eq!(texts.len(), 1, "{texts:#?}");
    let end = fix.sql("LIMIT (?+0) OFFSET (?+0)", "LIMIT $1 OFFSET $2", "LIMIT ? OFFSET ?");
    assert!(texts[0].ends_with(end), "{}", texts[0]);
    Ok(())
}

/// No limit is too large to be sent.
async fn limits_at_their_extremes(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let albums = Album::objects().order_by(Album::id);
    assert_eq!(fix.run(albums.clone().limit(u64::MAX).all(fix.db())).await?.len(), 4);
    assert_eq!(fix.run(albums.clone().offset(u64::MAX).all(fix.db())).await?.len(), 0);
    assert_eq!(fix.run(albums.limit(u64::MAX).offset(1).count(fix.db())).await?, 3);
    Ok(())
}
