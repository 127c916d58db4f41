//! Text search.

use super::data::{artist, finds, shop};
use crate::{
    Case, Fixture, case,
    models::{Album, Artist},
};
use segue::{Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(contains_starts_and_ends).snapshot(),
        case!(nothing_in_the_text_is_special).snapshot(),
        case!(case_is_told_apart_or_not).snapshot(),
        case!(only_ascii_letters_fold),
        case!(the_empty_text_is_everywhere),
        case!(a_column_is_searched_for_in_another).snapshot(),
    ]
}

const ODD: &str = r"100% _pure_ \o/";

/// Anywhere, at the beginning, at the end.
async fn contains_starts_and_ends(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    finds(&fix, Album::title.contains("e"), &["Meddle", "Debut", ODD]).await?;
    finds(&fix, Album::title.starts_with("Me"), &["Meddle"]).await?;
    finds(&fix, Album::title.starts_with("e"), &[]).await?;
    finds(&fix, Album::title.ends_with("als"), &["Animals"]).await?;
    finds(&fix, Album::title.ends_with("al"), &[]).await?;
    finds(&fix, !Album::title.contains("e"), &["Animals"]).await
}

/// `%`, `_` and the backslash mean themselves; SQLite has no escape character unless told (D-30).
async fn nothing_in_the_text_is_special(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    for special in ["%", "_", "\\", "% _", "0%", r"\o"] {
        finds(&fix, Album::title.contains(special), &[ODD]).await?;
        finds(&fix, Album::title.icontains(special), &[ODD]).await?;
    }
    finds(&fix, Album::title.icontains("A%s"), &[]).await?;
    finds(&fix, Album::title.istarts_with("1__"), &[]).await?;
    finds(&fix, Album::title.iends_with(r"\O/"), &[ODD]).await?;
    finds(&fix, Album::title.iexact(r"100% _PURE_ \O/"), &[ODD]).await?;
    finds(&fix, Album::title.iexact("M_ddle"), &[]).await?;
    finds(&fix, Album::title.contains("'; DROP TABLE album; --"), &[]).await
}

/// With and without regard to upper and lower case.
async fn case_is_told_apart_or_not(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    finds(&fix, Album::title.contains("DEB"), &[]).await?;
    finds(&fix, Album::title.icontains("DEB"), &["Debut"]).await?;
    finds(&fix, Album::title.istarts_with("mED"), &["Meddle"]).await?;
    finds(&fix, Album::title.iends_with("DLE"), &["Meddle"]).await?;
    finds(&fix, Album::title.iexact("ANIMALS"), &["Animals"]).await?;
    finds(&fix, Album::title.eq("ANIMALS"), &[]).await
}

/// Beyond A to Z, case is ignored only where the capability says so.
async fn only_ascii_letters_fold(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let folds = fix.db().capabilities()?.folds_unicode_case;
    let upper = Artist::objects().filter(Artist::name.icontains("BJÖRK"));
    assert_eq!(fix.run(upper.exists(fix.db())).await?, folds);
    let same = Artist::objects().filter(Artist::name.icontains("bJöRK"));
    assert!(fix.run(same.exists(fix.db())).await?);
    Ok(())
}

/// The empty text stands in every text, and at both its ends.
async fn the_empty_text_is_everywhere(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let all = ["Animals", "Meddle", "Debut", ODD];
    finds(&fix, Album::title.contains(""), &all).await?;
    finds(&fix, Album::title.starts_with(""), &all).await?;
    finds(&fix, Album::title.ends_with(""), &all).await?;
    finds(&fix, Album::title.icontains(""), &all).await?;
    finds(&fix, Album::title.iexact(""), &[]).await
}

/// The text may be another column's, with nothing special in it either.
async fn a_column_is_searched_for_in_another(fix: Fixture) -> Result<()> {
    let names = [artist("a%b", Some("%")), artist("axb", Some("%")), artist("a_B", Some("_b"))];
    fix.quiet(Artist::objects().bulk_create(fix.db(), names)).await?;
    let found = |condition| Artist::objects().filter(condition).order_by(Artist::id).values_flat(Artist::id);
    assert_eq!(fix.run(found(Artist::name.contains(Artist::country)).all(fix.db())).await?, [1]);
    assert_eq!(fix.run(found(Artist::name.icontains(Artist::country)).all(fix.db())).await?, [1, 3]);
    assert_eq!(fix.run(found(Artist::name.iends_with(Artist::country)).all(fix.db())).await?, [3]);
    Ok(())
}
