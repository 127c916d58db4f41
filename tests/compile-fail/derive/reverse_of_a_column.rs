use segue::prelude::*;

#[derive(Model, Clone)]
struct Artist {
    #[field(primary_key, auto)]
    id: i64,
    #[field(reverse = Album::title)]
    albums: Many<Album>,
}

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
    title: String,
}

fn main() {}
