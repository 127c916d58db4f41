//! What only reads: if it comes to its end, it gives what is there.

use super::{Operation, operation};
use crate::{
    models::{Album, Artist, Employee, Tag},
    sweep::{Stage, ground::EMPLOYEES},
};
use segue::{Result, prelude::*};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        operation!(get),
        operation!(first),
        operation!(all),
        operation!(count),
        operation!(exists),
        operation!(values),
        operation!(aggregate),
        operation!(select_related),
        operation!(prefetch),
        operation!(refresh_from_db),
        operation!(load_a_foreign_key),
        operation!(raw_read),
    ]
}

async fn get(stage: Stage) -> Result<()> {
    let found = stage.cut(Tag::objects().by_pk("kept").get(&stage.db())).await?;
    assert!(found.is_none_or(|tag| tag.code == "kept"));
    Ok(())
}

async fn first(stage: Stage) -> Result<()> {
    let query = Album::objects().order_by(Album::id);
    let found = stage.cut(query.first(&stage.db())).await?;
    assert!(found.is_none_or(|album| album.is_some_and(|album| album.title == "one")));
    Ok(())
}

async fn all(stage: Stage) -> Result<()> {
    let found = stage.cut(Employee::objects().all(&stage.db())).await?;
    assert!(found.is_none_or(|found| found.len() as i64 == EMPLOYEES));
    Ok(())
}

async fn count(stage: Stage) -> Result<()> {
    let found = stage.cut(Album::objects().count(&stage.db())).await?;
    assert!(found.is_none_or(|found| found == 4));
    Ok(())
}

async fn exists(stage: Stage) -> Result<()> {
    let nobody = Artist::objects().filter(Artist::name.eq("nobody"));
    let found = stage.cut(nobody.exists(&stage.db())).await?;
    assert!(found.is_none_or(|found| !found));
    Ok(())
}

async fn values(stage: Stage) -> Result<()> {
    let names = Artist::objects().order_by(Artist::name).values_flat(Artist::name);
    let found = stage.cut(names.all(&stage.db())).await?;
    assert!(found.is_none_or(|found| found == ["a", "b", "c"]));
    Ok(())
}

async fn aggregate(stage: Stage) -> Result<()> {
    let ends = (Min(Employee::id), Count::all());
    let found = stage.cut(Employee::objects().aggregate(&stage.db(), ends)).await?;
    assert!(found.is_none_or(|(_, count)| count == EMPLOYEES));
    Ok(())
}

async fn select_related(stage: Stage) -> Result<()> {
    let query = Album::objects().select_related(Album::artist);
    let found = stage.cut(query.all(&stage.db())).await?;
    let name = |album: &Album| album.artist.get().map(|artist| artist.name.as_str()).ok() == Some("a");
    assert!(found.is_none_or(|found| found.len() == 4 && found.iter().all(name)));
    Ok(())
}

/// Two statements.
async fn prefetch(stage: Stage) -> Result<()> {
    let query = Artist::objects().prefetch_related(Artist::albums).order_by(Artist::id);
    let found = stage.cut(query.all(&stage.db())).await?;
    let albums = |artist: &Artist| artist.albums.get().map(<[Album]>::len).unwrap_or_default();
    assert!(found.is_none_or(|found| found.iter().map(albums).collect::<Vec<_>>() == [4, 0, 0]));
    Ok(())
}

/// The value is as it was, or as it is in the database.
async fn refresh_from_db(stage: Stage) -> Result<()> {
    let mut tag = Tag { code: "kept".into(), label: "changed".into() };
    let filled = stage.cut(tag.refresh_from_db(&stage.db())).await?.is_some();
    assert_eq!(tag.label, if filled { "0" } else { "changed" });
    Ok(())
}

async fn load_a_foreign_key(stage: Stage) -> Result<()> {
    let query = Album::objects().order_by(Album::id);
    let Some(mut album) = query.first(&stage.db()).await? else { return Ok(()) };
    let loaded = stage.cut(album.artist.load(&stage.db())).await?.is_some();
    assert_eq!(album.artist.get().is_ok(), loaded);
    Ok(())
}

async fn raw_read(stage: Stage) -> Result<()> {
    let query = raw("SELECT title FROM album WHERE id > ? ORDER BY title").bind(0_i64).read_only();
    let found = stage.cut(query.all::<String>(&stage.db())).await?;
    assert!(found.is_none_or(|found| found == ["four", "one", "three", "two"]));
    Ok(())
}
