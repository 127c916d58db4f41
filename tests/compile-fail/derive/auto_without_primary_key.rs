use segue::prelude::*;

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key)]
    id: i64,
    #[field(auto)]
    number: i64,
}

fn main() {}
