//! What writes outside of a transaction of the caller's: done as a whole, or not at all.

use super::{Operation, TAGS, operation};
use crate::{
    models::{Album, NewAlbum, NewTag, Tag},
    sweep::Stage,
};
use segue::{Result, prelude::*};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        operation!(create).making(1),
        operation!(bulk_create).making(20),
        operation!(bulk_create_of_two_batches).changing("SELECT count(*) FROM album", 2),
        operation!(update).changing("SELECT sum(stock) FROM album", 4),
        operation!(delete).changing(TAGS, -2),
        operation!(delete_an_instance).changing(TAGS, -1),
        operation!(save).changing(LABEL, 1),
        operation!(save_of_a_new_row).making(1),
        operation!(get_or_create_of_a_row).making(0),
        operation!(get_or_create_of_a_new_row).making(1),
        operation!(raw_write).changing(TAGS, 1),
    ]
}

/// How long the label is that grows.
const LABEL: &str = "SELECT length(label) FROM tag WHERE code = 'kept'";

/// A tag that is there once for each run.
pub(super) fn tag(stage: &Stage, name: &str) -> NewTag {
    NewTag { code: format!("{name} {}", stage.number), label: "0".into() }
}

async fn create(stage: Stage) -> Result<()> {
    let made = stage.cut(Tag::objects().create(&stage.db(), tag(&stage, "a"))).await?;
    assert!(made.is_none_or(|made| made.code == tag(&stage, "a").code));
    Ok(())
}

async fn bulk_create(stage: Stage) -> Result<()> {
    let rows: Vec<NewTag> = (0..20).map(|row| tag(&stage, &format!("b{row}"))).collect();
    let made = stage.cut(Tag::objects().bulk_create(&stage.db(), rows)).await?;
    assert!(made.is_none_or(|made| made.len() == 20));
    Ok(())
}

/// Rows with different fields are made by different statements, in a transaction.
async fn bulk_create_of_two_batches(stage: Stage) -> Result<()> {
    let query = Album::objects().order_by(Album::id);
    let Some(album) = query.first(&stage.db()).await? else { return Ok(()) };
    let new = |title: &str| NewAlbum {
        title: title.to_owned(),
        price: album.price,
        released: None,
        artist: album.artist.clone(),
    };
    let rows = [new("with a stock").with(Album::stock, 0), new("without").into()];
    let made = stage.cut(Album::objects().bulk_create(&stage.db(), rows)).await?;
    assert!(made.is_none_or(|made| made.len() == 2));
    Ok(())
}

async fn update(stage: Stage) -> Result<()> {
    let query = Album::objects().filter(Album::stock.ge(0));
    let changed = stage.cut(query.update(&stage.db(), Album::stock.set(Album::stock + 1))).await?;
    assert!(changed.is_none_or(|changed| changed == 4));
    Ok(())
}

async fn delete(stage: Stage) -> Result<()> {
    let rows = [tag(&stage, "a"), tag(&stage, "b")];
    Tag::objects().bulk_create(&stage.db(), rows).await?;
    let these = Tag::objects().filter(Tag::code.ends_with(format!(" {}", stage.number)));
    let gone = stage.cut(these.delete(&stage.db())).await?;
    assert!(gone.is_none_or(|gone| gone == 2));
    Ok(())
}

async fn delete_an_instance(stage: Stage) -> Result<()> {
    let made = Tag::objects().create(&stage.db(), tag(&stage, "a")).await?;
    let gone = stage.cut(made.delete(&stage.db())).await?;
    assert!(gone.is_none_or(|gone| gone == 1));
    Ok(())
}

async fn save(stage: Stage) -> Result<()> {
    let mut tag = Tag::objects().by_pk("kept").get(&stage.db()).await?;
    tag.label.push('x');
    stage.cut(tag.save(&stage.db())).await.map(drop)
}

/// Two statements: none is there to be updated, and so one is made.
async fn save_of_a_new_row(stage: Stage) -> Result<()> {
    let NewTag { code, label } = tag(&stage, "a");
    stage.cut(Tag { code, label }.save(&stage.db())).await.map(drop)
}

async fn get_or_create_of_a_row(stage: Stage) -> Result<()> {
    let new = NewTag { code: "found".into(), label: "new".into() };
    let op = Tag::objects().get_or_create(&stage.db(), Tag::code.eq("found"), new);
    let found = stage.cut(op).await?;
    assert!(found.is_none_or(|(tag, made)| tag.label == "0" && !made));
    Ok(())
}

async fn get_or_create_of_a_new_row(stage: Stage) -> Result<()> {
    let new = tag(&stage, "a");
    let op = Tag::objects().get_or_create(&stage.db(), Tag::code.eq(new.code.clone()), new);
    let found = stage.cut(op).await?;
    assert!(found.is_none_or(|(_, made)| made));
    Ok(())
}

async fn raw_write(stage: Stage) -> Result<()> {
    let insert = raw("INSERT INTO tag (code, label) VALUES (?, '0')").bind(tag(&stage, "a").code);
    let made = stage.cut(insert.execute(&stage.db())).await?;
    assert!(made.is_none_or(|made| made == 1));
    Ok(())
}
