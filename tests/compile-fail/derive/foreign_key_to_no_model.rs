use segue::prelude::*;

#[derive(Clone)]
struct Artist;

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
    artist: ForeignKey<Artist>,
}

fn main() {}
