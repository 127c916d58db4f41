//! Filters and values over relations.

use super::data::{finds, shop};
use crate::{
    Case, Fixture, case,
    models::{Album, Artist, Employee, NewEmployee, Track},
};
use segue::{Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(one_step).snapshot(),
        case!(two_steps_in_either_spelling).snapshot(),
        case!(through_a_key_that_may_be_null).snapshot(),
        case!(a_model_that_refers_to_itself).snapshot(),
        case!(backwards).snapshot(),
        case!(each_path_is_joined_once).snapshot(),
        case!(a_negated_path_includes_nothing_that_is_missing),
    ]
}

/// Filtered and selected over one foreign key.
async fn one_step(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    finds(&fix, Album::artist.to(Artist::name).eq("Björk"), &["Debut", r"100% _pure_ \o/"]).await?;
    let pairs =
        Album::objects().order_by(Album::id).values((Album::title, Album::artist.to(Artist::country)));
    let found = fix.run(pairs.limit(1).all(fix.db())).await?;
    assert_eq!(found, [("Animals".to_owned(), Some("UK".to_owned()))]);
    Ok(())
}

/// A path of three tables, nested or chained.
async fn two_steps_in_either_spelling(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let chained = Track::album.to(Album::artist).to(Artist::name).icontains("floyd");
    let nested = Track::album.to(Album::artist.to(Artist::name)).icontains("floyd");
    for condition in [chained, nested] {
        let titles = Track::objects().filter(condition).order_by(Track::id).values_flat(Track::title);
        assert_eq!(fix.run(titles.all(fix.db())).await?, ["Dogs", "Sheep", "Echoes"]);
    }
    let texts = fix.capture().texts();
    assert_eq!(texts[0], texts[1]);
    Ok(())
}

/// Where the key is NULL, so is what lies behind it; the row is there nevertheless.
async fn through_a_key_that_may_be_null(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let composers =
        Track::objects().order_by(Track::id).values((Track::title, Track::composer.to(Artist::name)));
    let found: Vec<(String, Option<String>)> = fix.run(composers.all(fix.db())).await?;
    let names: Vec<Option<&str>> = found.iter().map(|(_, name)| name.as_deref()).collect();
    assert_eq!(names, [None, Some("Björk"), Some("Pink Floyd"), None]);
    let unknown = Track::objects().filter(Track::composer.to(Artist::name).is_null());
    assert_eq!(fix.run(unknown.count(fix.db())).await?, 2);
    let known = Track::objects().filter(Track::composer.is_not_null());
    assert_eq!(fix.run(known.count(fix.db())).await?, 2);
    Ok(())
}

/// The same table, joined to itself, twice.
async fn a_model_that_refers_to_itself(fix: Fixture) -> Result<()> {
    let mut boss: Option<Employee> = None;
    for name in ["Ann", "Bob", "Cid", "Dan"] {
        let new = NewEmployee { name: name.into(), boss: boss.as_ref().map(Keyed::key) };
        boss = Some(fix.quiet(Employee::objects().create(fix.db(), new)).await?);
    }
    let names =
        |condition| Employee::objects().filter(condition).order_by(Employee::id).values_flat(Employee::name);
    let one = Employee::boss.to(Employee::name).eq("Bob");
    assert_eq!(fix.run(names(one).all(fix.db())).await?, ["Cid"]);
    let two = Employee::boss.to(Employee::boss).to(Employee::name).eq("Bob");
    assert_eq!(fix.run(names(two).all(fix.db())).await?, ["Dan"]);
    let three = Employee::boss.to(Employee::boss.to(Employee::boss.to(Employee::name)));
    let all = Employee::objects().order_by(Employee::id).values((Employee::name, three));
    let found = fix.run(all.all(fix.db())).await?;
    assert_eq!(found[2], ("Cid".to_owned(), None));
    assert_eq!(found[3], ("Dan".to_owned(), Some("Ann".to_owned())));
    Ok(())
}

/// From the one to the many: a row for each of the many, as SQL has it.
async fn backwards(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let dear = Artist::objects().filter(Artist::albums.to(Album::stock).gt(4)).order_by(Artist::id);
    let found = fix.run(dear.values_flat(Artist::name).all(fix.db())).await?;
    assert_eq!(found, ["Pink Floyd", "Björk"]);
    let deep = Artist::objects().filter(Artist::albums.to(Album::tracks).to(Track::seconds).gt(1000));
    let found = fix.run(deep.order_by(Artist::id).values_flat(Artist::name).all(fix.db())).await?;
    assert_eq!(found, ["Pink Floyd", "Pink Floyd"]);
    let without = Artist::objects().filter(Artist::albums.to(Album::id).is_null()).values_flat(Artist::name);
    assert_eq!(fix.run(without.all(fix.db())).await?, ["Nobody"]);
    Ok(())
}

/// What is reached over the same path is reached by the same join.
async fn each_path_is_joined_once(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let artist = || Album::artist.to(Artist::name);
    let query = Album::objects().filter(artist().ne("x")).order_by(artist()).values(artist()).limit(1);
    assert_eq!(fix.run(query.all(fix.db())).await?, [("Björk".to_owned(),)]);
    let text = query.to_sql(fix.db())?.text;
    assert_eq!(text.matches(" JOIN ").count(), 1, "{text}");
    Ok(())
}

/// A negation over a missing row is neither true nor false, as everywhere.
async fn a_negated_path_includes_nothing_that_is_missing(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let others = Track::objects().exclude(Track::composer.to(Artist::name).eq("Björk"));
    assert_eq!(fix.run(others.values_flat(Track::title).all(fix.db())).await?, ["Echoes"]);
    Ok(())
}
