//! `prefetch_related`.

use super::data::{shop, titles};
use crate::{
    Case, Fixture, case,
    models::{Album, Artist, Track},
};
use segue::{Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(the_many_come_in_one_further_statement).snapshot(),
        case!(of_no_rows_sends_no_further_statement),
        case!(nested).snapshot(),
        case!(by_a_query_of_its_own).snapshot(),
        case!(together_with_select_related).snapshot(),
        case!(a_limit_inside_is_refused),
        case!(values_cannot_hold_it),
        case!(the_one_that_many_refer_to).snapshot(),
    ]
}

/// Two statements, whatever the number of rows; who has none gets an empty list.
async fn the_many_come_in_one_further_statement(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let query = Artist::objects().prefetch_related(Artist::albums).order_by(Artist::id);
    // Nobody asked for an order of the albums, so they are not compared as they come.
    let artists = fix.quiet(query.all(fix.db())).await?;
    fix.capture().assert_num_queries(2);
    let mut of_first = titles(artists[0].albums.get()?);
    of_first.sort_unstable();
    assert_eq!(of_first, ["Animals", "Meddle"]);
    assert_eq!(artists[1].albums.get()?.len(), 2);
    assert_eq!(artists[2].albums.get()?, []);
    Ok(())
}

/// Without a row there is nothing to ask for.
async fn of_no_rows_sends_no_further_statement(fix: Fixture) -> Result<()> {
    let artists = fix.run(Artist::objects().prefetch_related(Artist::albums).all(fix.db())).await?;
    assert!(artists.is_empty());
    fix.capture().assert_num_queries(1);
    Ok(())
}

/// The many's own many, one further statement for each level.
async fn nested(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let tracks = Album::tracks.with(Track::objects().order_by(Track::id));
    let albums = Artist::albums.with(Album::objects().prefetch_related(tracks).order_by(Album::id));
    let query = Artist::objects().prefetch_related(albums).order_by(Artist::id);
    let artists = fix.run(query.all(fix.db())).await?;
    fix.capture().assert_num_queries(3);
    let animals = &artists[0].albums.get()?[0];
    let names: Vec<&str> = animals.tracks.get()?.iter().map(|track| track.title.as_str()).collect();
    assert_eq!(names, ["Dogs", "Sheep"]);
    assert_eq!(artists[1].albums.get()?[1].tracks.get()?, []);
    Ok(())
}

/// Filtered and in an order of its own.
async fn by_a_query_of_its_own(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let in_stock = Album::objects().filter(Album::stock.gt(0)).order_by(Album::title.desc());
    let query = Artist::objects().prefetch_related(Artist::albums.with(in_stock)).order_by(Artist::id);
    let artists = fix.run(query.all(fix.db())).await?;
    assert_eq!(titles(artists[0].albums.get()?), ["Animals"]);
    assert_eq!(titles(artists[1].albums.get()?), ["Debut", r"100% _pure_ \o/"]);
    Ok(())
}

/// Both on one query, and on the inner one.
async fn together_with_select_related(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let tracks = Album::tracks.with(Track::objects().select_related(Track::composer).order_by(Track::id));
    let query = Album::objects().select_related(Album::artist).prefetch_related(tracks).by_pk(1);
    let album = fix.run(query.get(fix.db())).await?;
    fix.capture().assert_num_queries(2);
    assert_eq!(album.artist.get()?.name, "Pink Floyd");
    let composer = album.tracks.get()?[1].composer.as_ref().map(ForeignKey::get).transpose()?;
    assert_eq!(composer.map(|composer| composer.name.as_str()), Some("Björk"));
    Ok(())
}

/// A limit would hold for all rows together.
async fn a_limit_inside_is_refused(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let limited = Artist::objects().prefetch_related(Artist::albums.with(Album::objects().limit(1)));
    fix.fails(limited.all(fix.db()), ErrorKind::Usage).await;
    Ok(())
}

/// Rows that are no models have no place for it.
async fn values_cannot_hold_it(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let annotated = Artist::objects().prefetch_related(Artist::albums).annotate(Count(Artist::albums));
    fix.fails(annotated.all(fix.db()), ErrorKind::Usage).await;
    Ok(())
}

/// A foreign key, also one that may be NULL: each object is loaded once, and nothing for NULL.
async fn the_one_that_many_refer_to(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let query = Track::objects().prefetch_related(Track::composer).order_by(Track::id);
    let tracks = fix.run(query.all(fix.db())).await?;
    fix.capture().assert_num_queries(2);
    for track in &tracks {
        if let Some(composer) = &track.composer {
            assert_eq!(composer.get()?.id, *composer.id());
        }
    }
    assert!(tracks.iter().any(|track| track.composer.is_some()));
    assert!(tracks.iter().any(|track| track.composer.is_none()));
    let albums = Track::album.with(Album::objects().select_related(Album::artist));
    let track = fix.run(Track::objects().prefetch_related(albums).by_pk(1).get(fix.db())).await?;
    assert_eq!(track.album.get()?.artist.get()?.name, "Pink Floyd");
    Ok(())
}
