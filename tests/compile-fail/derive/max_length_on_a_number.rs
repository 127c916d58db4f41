use segue::prelude::*;

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
    #[field(max_length = 5)]
    stock: i32,
    #[field(max_length = 0)]
    title: String,
}

fn main() {}
