use segue::prelude::*;

#[derive(Model)]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
}

fn main() {}
