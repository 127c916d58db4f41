use segue::prelude::*;

#[derive(Model, Clone)]
#[model(table = "a", table = "b")]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
    #[field(max_length = 5, max_length = 6)]
    title: String,
}

fn main() {}
