//! Foreign keys: loaded along, loaded later, or not loaded.

use super::data::shop;
use crate::{
    Case, Fixture, case,
    models::{Album, Artist, Employee, NewEmployee, Track},
};
use segue::{Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(nothing_is_loaded_by_itself),
        case!(select_related_loads_in_the_same_statement).snapshot(),
        case!(select_related_goes_deep).snapshot(),
        case!(select_related_of_null_is_null).snapshot(),
        case!(rows_that_refer_to_the_same_share_it),
        case!(select_related_to_the_same_table).snapshot(),
        case!(load_asks_once).snapshot(),
        case!(load_of_a_row_that_is_gone_fails),
        case!(the_same_relation_twice_is_loaded_once),
    ]
}

/// A foreign key knows its id; the object is an error that names the remedy, and no statement.
async fn nothing_is_loaded_by_itself(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let album = fix.run(Album::objects().by_pk(shop.animals.id).get(fix.db())).await?;
    assert_eq!((*album.artist.id(), album.artist.is_loaded()), (shop.floyd.id, false));
    let error = fix.refused(album.artist.get().cloned(), ErrorKind::NotLoaded);
    assert!(error.to_string().contains("select_related"), "{error}");
    let error = fix.refused(album.tracks.get().map(<[Track]>::to_vec), ErrorKind::NotLoaded);
    assert!(error.to_string().contains("prefetch_related(Album::tracks)"), "{error}");
    fix.capture().assert_num_queries(1);
    Ok(())
}

/// One statement brings the row and what it refers to.
async fn select_related_loads_in_the_same_statement(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let query = Album::objects().select_related(Album::artist).order_by(Album::id);
    let albums = fix.run(query.all(fix.db())).await?;
    assert_eq!(albums[0].artist.get()?, &shop.floyd);
    assert_eq!(albums[3].artist.get()?, &shop.bjork);
    let one = fix.run(query.filter(Album::artist.to(Artist::name).eq("Björk")).first(fix.db())).await?;
    assert_eq!(one.as_ref().map(|album| album.artist.get()).transpose()?, Some(&shop.bjork));
    fix.capture().assert_num_queries(2);
    Ok(())
}

/// A path loads everything on its way.
async fn select_related_goes_deep(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let path = Track::album.to(Album::artist);
    let query = Track::objects().select_related(Track::album).select_related(path).order_by(Track::id);
    let tracks = fix.run(query.all(fix.db())).await?;
    let album = tracks[0].album.get()?;
    assert_eq!((album.title.as_str(), album.artist.get()?), ("Animals", &shop.floyd));
    assert_eq!(tracks[3].album.get()?.artist.get()?.name, "Björk");
    fix.capture().assert_num_queries(1);
    Ok(())
}

/// Where the key is NULL there is no object, and what comes after it in the row is read all the same.
async fn select_related_of_null_is_null(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let query =
        Track::objects().select_related(Track::composer).select_related(Track::album).order_by(Track::id);
    let tracks = fix.run(query.all(fix.db())).await?;
    assert_eq!(tracks[0].composer, None);
    assert_eq!(tracks[0].album.get()?.title, "Animals");
    let composer = tracks[1].composer.as_ref().map(ForeignKey::get).transpose()?;
    assert_eq!(composer, Some(&shop.bjork));
    Ok(())
}

/// Rows that follow each other and refer to the same row share the object, also at the end of a path and after a row that
/// refers to none; who changes it changes a copy.
async fn rows_that_refer_to_the_same_share_it(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let query = Album::objects().select_related(Album::artist).order_by(Album::id);
    let mut albums = fix.run(query.all(fix.db())).await?;
    assert!(std::ptr::eq(albums[0].artist.get()?, albums[1].artist.get()?));
    let changed = albums[0].artist.object_mut().map(|artist| std::mem::take(&mut artist.name));
    assert_eq!((changed.as_deref(), albums[1].artist.get()?), (Some("Pink Floyd"), &shop.floyd));
    assert_eq!(albums[3].artist.get()?, &shop.bjork);

    let path = Track::album.to(Album::artist);
    let query = Track::objects().select_related(path).select_related(Track::composer).order_by(Track::id);
    let tracks = fix.run(query.all(fix.db())).await?;
    for track in &tracks {
        let albums = [&shop.animals, &shop.meddle, &shop.debut, &shop.odd];
        let expected = albums.into_iter().find(|album| album.id == *track.album.id());
        assert_eq!(Some(track.album.get()?), expected);
        assert_eq!(Some(track.album.get()?.artist.get()?.id), expected.map(|album| *album.artist.id()));
    }
    assert_eq!(
        (&tracks[0].composer, tracks[1].composer.as_ref().map(ForeignKey::is_loaded)),
        (&None, Some(true))
    );
    Ok(())
}

/// A table joined to itself: both rows are read from their own columns.
async fn select_related_to_the_same_table(fix: Fixture) -> Result<()> {
    let db = fix.db();
    let ann =
        fix.quiet(Employee::objects().create(db, NewEmployee { name: "Ann".into(), boss: None })).await?;
    let new = NewEmployee { name: "Bob".into(), boss: Some(ann.key()) };
    fix.quiet(Employee::objects().create(db, new)).await?;
    let query = Employee::objects().select_related(Employee::boss).order_by(Employee::id);
    let found = fix.run(query.all(db)).await?;
    assert_eq!(found[0].boss, None);
    let boss = found[1].boss.as_ref().map(ForeignKey::get).transpose()?;
    assert_eq!((found[1].name.as_str(), boss.map(|boss| boss.name.as_str())), ("Bob", Some("Ann")));
    Ok(())
}

/// `load` is one statement; after it the object is there.
async fn load_asks_once(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let mut album = shop.debut.clone();
    fix.fill(album.artist.load(fix.db())).await?;
    assert_eq!(album.artist.get()?, &shop.bjork);
    fix.capture().assert_num_queries(1);
    Ok(())
}

/// What is gone cannot be loaded; the key stays as it was.
async fn load_of_a_row_that_is_gone_fails(fix: Fixture) -> Result<()> {
    let mut key = ForeignKey::<Artist>::new(77_i64);
    let failed = fix.fill(key.load(fix.db())).await;
    fix.refused(failed, ErrorKind::DoesNotExist);
    assert_eq!((*key.id(), key.is_loaded()), (77, false));
    Ok(())
}

/// Asking twice for the same relation changes nothing.
async fn the_same_relation_twice_is_loaded_once(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let once = Album::objects().select_related(Album::artist).order_by(Album::id);
    let twice = once.clone().select_related(Album::artist);
    assert_eq!(once.to_sql(fix.db())?.text, twice.to_sql(fix.db())?.text);
    assert_eq!(fix.run(twice.count(fix.db())).await?, 4);
    assert!(fix.run(twice.all(fix.db())).await?.iter().all(|album| album.artist.is_loaded()));
    Ok(())
}
