use segue::prelude::*;

#[derive(Model, Clone)]
#[model(name = "album")]
struct Album {
    #[field(primary, auto)]
    id: i64,
    #[field(max_len = 5, unique = true)]
    title: String,
}

fn main() {}
