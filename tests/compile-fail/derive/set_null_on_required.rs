use segue::prelude::*;

#[derive(Model, Clone)]
struct Artist {
    #[field(primary_key, auto)]
    id: i64,
}

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
    #[field(on_delete = "set_null")]
    artist: ForeignKey<Artist>,
}

fn main() {}
