use segue::prelude::*;

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
    #[field(reverse = Album::id)]
    number: i64,
}

fn main() {}
