use segue::prelude::*;

#[derive(Model, Clone)]
struct Artist {
    #[field(primary_key, auto)]
    id: i64,
    #[field(reverse = Album::label)]
    albums: Many<Album>,
}

#[derive(Model, Clone)]
struct Label {
    #[field(primary_key, auto)]
    id: i64,
}

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
    label: ForeignKey<Label>,
}

fn main() {}
