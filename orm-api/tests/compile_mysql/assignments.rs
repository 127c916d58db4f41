//! The order in which an `UPDATE` sets columns: MySQL makes later ones of what earlier ones have become.

use crate::{
    models::*,
    queries::{Query, decimals::arithmetic, writes::update_of},
};
use segue_orm_api::{
    ErrorKind,
    compile::{Dialect, MariaDb, MySql},
    tree::{Arithmetic, Expr},
};

fn stock() -> Expr {
    column(&ALBUM, "stock")
}

fn set_in(query: &Query, dialect: &dyn Dialect) -> String {
    query.compile(dialect).unwrap().text.to_string()
}

/// What is made of a column is set before it.
#[test]
fn the_reader_comes_first() {
    let more = arithmetic(Arithmetic::Add, stock(), int(1));
    let query = update_of(&ALBUM, &[("stock", more), ("title", text("x")), ("artist", stock())], vec![]);
    let (stock, title) = ("`stock` = (`album`.`stock` + ?)", "`title` = ?");
    let artist = "`artist_id` = `album`.`stock`";
    assert_eq!(set_in(&query, &MySql), format!("UPDATE `album` SET {title}, {artist}, {stock}"));
    assert_eq!(set_in(&query, &MariaDb), format!("UPDATE `album` SET {stock}, {title}, {artist}"));
}

/// A chain is followed to its end; a column that is made of itself is none.
#[test]
fn chains_are_followed() {
    let producer = || column(&ALBUM, "producer");
    let more = |expr| arithmetic(Arithmetic::Add, expr, int(1));
    let query = update_of(
        &ALBUM,
        &[("stock", more(stock())), ("producer", more(stock())), ("artist", more(producer()))],
        vec![],
    );
    let text = set_in(&query, &MySql);
    let places = ["SET `artist_id`", ", `producer_id`", ", `stock`"].map(|set| text.find(set).unwrap());
    assert!(places.is_sorted(), "{text}");
}

/// Two columns cannot change places where one is set after the other.
#[test]
fn circles_are_refused() {
    let swapped = update_of(
        &ALBUM,
        &[("artist", column(&ALBUM, "producer")), ("producer", column(&ALBUM, "artist"))],
        vec![],
    );
    let error = swapped.compile(&MySql).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("album.artist_id, producer_id"), "{error}");
    assert!(swapped.compile(&MariaDb).is_ok());
}
