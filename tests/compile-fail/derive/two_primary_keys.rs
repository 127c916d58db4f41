use segue::prelude::*;

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
    #[field(primary_key)]
    title: String,
}

fn main() {}
