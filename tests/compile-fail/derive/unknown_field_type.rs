use segue::prelude::*;

#[derive(Clone, Debug)]
struct Format;

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
    format: Format,
}

fn main() {}
