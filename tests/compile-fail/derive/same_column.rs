use segue::prelude::*;

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
    title: String,
    #[field(column = "title")]
    subtitle: String,
}

fn main() {}
