//! The tables as diesel has them.

use diesel::prelude::*;

diesel::table! {
    album (id) {
        id -> BigInt,
        title -> Text,
        year -> Nullable<BigInt>,
    }
}

diesel::table! {
    track (id) {
        id -> BigInt,
        name -> Text,
        composer -> Nullable<Text>,
        seconds -> BigInt,
        price -> Double,
        album_id -> BigInt,
    }
}

diesel::table! {
    sale (id) {
        id -> BigInt,
        track -> BigInt,
        pieces -> BigInt,
        buyer -> Text,
    }
}

diesel::table! {
    play (id) {
        id -> BigInt,
        track -> BigInt,
        pieces -> BigInt,
        buyer -> Text,
    }
}

diesel::table! {
    document (id) {
        id -> BigInt,
        body -> Binary,
    }
}

diesel::joinable!(track -> album (album_id));
diesel::allow_tables_to_appear_in_same_query!(album, track);

#[derive(Queryable, Selectable, Identifiable)]
#[diesel(table_name = album)]
pub(super) struct Album {
    pub(super) id: i64,
    pub(super) title: String,
    pub(super) year: Option<i64>,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = track, belongs_to(Album))]
pub(super) struct Track {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) composer: Option<String>,
    pub(super) seconds: i64,
    pub(super) price: f64,
    pub(super) album_id: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sale)]
pub(super) struct Sale {
    pub(super) id: i64,
    pub(super) track: i64,
    pub(super) pieces: i64,
    pub(super) buyer: String,
}

#[derive(Insertable)]
#[diesel(table_name = sale)]
pub(super) struct NewSale {
    pub(super) track: i64,
    pub(super) pieces: i64,
    pub(super) buyer: &'static str,
}
