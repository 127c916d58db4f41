use segue::prelude::*;

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
    #[field(default = "many")]
    stock: i32,
}

fn main() {}
