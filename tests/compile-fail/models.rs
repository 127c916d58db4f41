//! DESIGN's models, for the cases beside this file.

use segue::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "artist")]
pub struct Artist {
    #[field(primary_key, auto)]
    pub id: i64,
    #[field(max_length = 120, unique)]
    pub name: String,
    #[field(reverse = Album::artist)]
    pub albums: Many<Album>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "album")]
pub struct Album {
    #[field(primary_key, auto)]
    pub id: i64,
    #[field(max_length = 160, index)]
    pub title: String,
    #[field(max_digits = 10, decimal_places = 2)]
    pub price: Decimal,
    pub released: Option<NaiveDate>,
    #[field(column = "artist_id", on_delete = "cascade")]
    pub artist: ForeignKey<Artist>,
}
