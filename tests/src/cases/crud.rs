//! Making, finding, changing and deleting rows.

use super::data::{album, artist, cents, day, numbered_after, shop, titles, to_create};
use crate::{
    Case, Fixture, case,
    models::{Album, Artist, NewTag, Tag},
};
use segue::{Result, model::NewModel, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(create_gives_back_the_stored_row).snapshot(),
        case!(defaults_are_filled_in_and_can_be_given),
        case!(a_key_can_be_given).snapshot(),
        case!(all_get_first_count_and_exists).snapshot(),
        case!(get_needs_one_row),
        case!(first_of_none_is_none),
        case!(values_are_tuples_and_flat_values_are_not).snapshot(),
        case!(delete_counts_and_cascades).snapshot(),
        case!(save_updates_or_inserts).snapshot(),
        case!(refresh_reads_the_row_again),
        case!(an_instance_deletes_itself),
        case!(exclude_is_not).snapshot(),
        case!(a_query_is_a_value),
    ]
}

/// `create` gives back the row as it is stored, with the key that the database gave it, in one statement.
async fn create_gives_back_the_stored_row(fix: Fixture) -> Result<()> {
    let made = fix.run(Artist::objects().create(fix.db(), artist("Can", Some("DE")))).await?;
    assert_eq!((made.id, made.name.as_str(), made.country.as_deref()), (1, "Can", Some("DE")));
    fix.capture().assert_num_queries(to_create(&fix));
    let read = fix.run(Artist::objects().by_pk(made.id).get(fix.db())).await?;
    assert_eq!(read, made);
    assert_eq!(fix.place().neutral()?.rows("SELECT * FROM artist")?, [["1", "Can", "DE"]]);
    Ok(())
}

/// A field with a default is filled in, unless it is given.
async fn defaults_are_filled_in_and_can_be_given(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let new = || album("Obscured", 700, None, &shop.floyd);
    let plain = fix.run(Album::objects().create(fix.db(), new())).await?;
    assert_eq!((plain.stock, plain.rating), (0, None));
    let given = new().with(Album::stock, 9).with(Album::rating, Some(0.5));
    let given = fix.run(Album::objects().create(fix.db(), given)).await?;
    assert_eq!((given.stock, given.rating), (9, Some(0.5)));
    Ok(())
}

/// A key that the database would number can be given; numbering goes on above it where the capability says so.
async fn a_key_can_be_given(fix: Fixture) -> Result<()> {
    let given = artist("Seventh", None).with(Artist::id, 7);
    let given = fix.run(Artist::objects().create(fix.db(), given)).await?;
    assert_eq!(given.id, 7);
    let next = fix.run(Artist::objects().create(fix.db(), artist("Eighth", None))).await?;
    assert_eq!(next.id, numbered_after(&fix, 1, 7)?);
    let tag = NewTag { code: "jazz".into(), label: "Jazz".into() };
    let tag = fix.run(Tag::objects().create(fix.db(), tag)).await?;
    assert_eq!(fix.run(Tag::objects().by_pk("jazz").get(fix.db())).await?, tag);
    Ok(())
}

/// What reads: `all`, `get`, `first`, `count`, `exists`, one statement each.
async fn all_get_first_count_and_exists(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let db = fix.db();
    let cheap = Album::objects().filter(Album::price.lt(cents(1000))).order_by(Album::price.desc());
    assert_eq!(titles(&fix.run(cheap.all(db)).await?), ["Animals", "Meddle", &shop.odd.title]);
    assert_eq!(fix.run(Album::objects().filter(Album::title.eq("Debut")).get(db)).await?, shop.debut);
    assert_eq!(fix.run(cheap.first(db)).await?.as_ref(), Some(&shop.animals));
    assert_eq!(fix.run(Album::objects().first(db)).await?.as_ref(), Some(&shop.animals));
    assert_eq!(fix.run(cheap.count(db)).await?, 3);
    assert_eq!(fix.run(cheap.clone().limit(2).count(db)).await?, 2);
    assert_eq!(fix.run(cheap.clone().offset(2).count(db)).await?, 1);
    assert!(fix.run(cheap.exists(db)).await?);
    assert!(!fix.run(Album::objects().filter(Album::stock.gt(100)).exists(db)).await?);
    fix.capture().assert_num_queries(9);
    Ok(())
}

/// `get` of no row and of several are errors of their own.
async fn get_needs_one_row(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let none = Album::objects().filter(Album::title.eq("Tales"));
    let error = fix.fails(none.get(fix.db()), ErrorKind::DoesNotExist).await;
    assert!(error.is_does_not_exist() && error.to_string().contains("Album"), "{error}");
    let several = Album::objects().filter(Album::rating.eq(4.0));
    let error = fix.fails(several.get(fix.db()), ErrorKind::MultipleObjectsReturned).await;
    assert!(error.to_string().contains("Album"), "{error}");
    fix.fails(Album::objects().by_pk(99).get(fix.db()), ErrorKind::DoesNotExist).await;
    Ok(())
}

/// `first` of no row is `None`.
async fn first_of_none_is_none(fix: Fixture) -> Result<()> {
    assert_eq!(fix.run(Album::objects().first(fix.db())).await?, None);
    assert_eq!(fix.run(Album::objects().values_flat(Album::title).first(fix.db())).await?, None);
    Ok(())
}

/// `values` gives tuples, of one column a tuple of one; `values_flat` gives the values themselves.
async fn values_are_tuples_and_flat_values_are_not(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let by_id = Album::objects().order_by(Album::id).limit(2);
    let pairs = fix.run(by_id.clone().values((Album::title, Album::price)).all(fix.db())).await?;
    assert_eq!(pairs, [("Animals".to_owned(), cents(990)), ("Meddle".to_owned(), cents(800))]);
    let single = fix.run(by_id.clone().values(Album::released).all(fix.db())).await?;
    assert_eq!(single, [(Some(day(1977, 1, 21)),), (Some(day(1971, 10, 31)),)]);
    let flat = fix.run(by_id.values_flat(Album::stock).all(fix.db())).await?;
    assert_eq!(flat, [5, 0]);
    Ok(())
}

/// `delete` says how many rows it deleted itself; what refers to them by `cascade` goes too.
async fn delete_counts_and_cascades(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let db = fix.db();
    assert_eq!(fix.run(Album::objects().filter(Album::title.eq("nothing")).delete(db)).await?, 0);
    fix.run(crate::models::Track::objects().delete(db)).await?;
    assert_eq!(fix.run(Artist::objects().filter(Artist::id.eq(shop.floyd.id)).delete(db)).await?, 1);
    assert_eq!(
        titles(&fix.run(Album::objects().order_by(Album::id).all(db)).await?),
        ["Debut", &shop.odd.title]
    );
    Ok(())
}

/// `save` updates the row with that key, and makes one where there is none.
async fn save_updates_or_inserts(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let mut album = shop.animals.clone();
    (album.price, album.rating) = (cents(1), None);
    fix.run(album.save(fix.db())).await?;
    fix.capture().assert_num_queries(1);
    assert_eq!(fix.run(Album::objects().by_pk(album.id).get(fix.db())).await?, album);
    album.id = 99;
    fix.run(album.save(fix.db())).await?;
    assert_eq!(fix.run(Album::objects().by_pk(99).get(fix.db())).await?, album);
    assert_eq!(fix.run(Album::objects().count(fix.db())).await?, 5);
    Ok(())
}

/// `refresh_from_db` reads all fields again; of a row that is gone it is an error, and the value stays as it was.
async fn refresh_reads_the_row_again(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let mut album = shop.odd.clone();
    let price = fix.sql("7", "0.07", "0.07");
    let change = format!("UPDATE album SET title = 'changed', price = {price} WHERE id = 4");
    fix.place().neutral()?.execute(&change)?;
    fix.fill(album.refresh_from_db(fix.db())).await?;
    assert_eq!((album.title.as_str(), album.price), ("changed", cents(7)));
    fix.run(album.delete(fix.db())).await?;
    let before = album.clone();
    let gone = fix.fill(album.refresh_from_db(fix.db())).await;
    fix.refused(gone, ErrorKind::DoesNotExist);
    assert_eq!(album, before);
    Ok(())
}

/// An instance deletes its own row; once it is gone, that deletes nothing.
async fn an_instance_deletes_itself(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    assert_eq!(fix.run(shop.odd.delete(fix.db())).await?, 1);
    assert_eq!(fix.run(shop.odd.delete(fix.db())).await?, 0);
    assert_eq!(fix.run(Album::objects().count(fix.db())).await?, 3);
    Ok(())
}

/// `exclude` keeps rows for which the condition is false; where it is neither, they are in neither set.
async fn exclude_is_not(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let late = || Album::released.gt(day(1975, 1, 1));
    let in_order = Album::objects().order_by(Album::id);
    let kept = fix.run(in_order.clone().filter(late()).all(fix.db())).await?;
    assert_eq!(titles(&kept), ["Animals", "Debut"]);
    let rest = fix.run(in_order.exclude(late()).all(fix.db())).await?;
    assert_eq!(titles(&rest), ["Meddle"]);
    Ok(())
}

/// Narrowing a query leaves the query that it was made from as it is.
async fn a_query_is_a_value(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let all = Album::objects().order_by(Album::id);
    let mut narrow = all.clone();
    for word in ["e", "d"] {
        narrow = narrow.filter(Album::title.icontains(word));
    }
    assert_eq!(titles(&fix.run(narrow.all(fix.db())).await?), ["Meddle", "Debut"]);
    assert_eq!(fix.run(all.all(fix.db())).await?.len(), 4);
    Ok(())
}
