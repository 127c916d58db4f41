use segue::prelude::*;

#[derive(Model, Clone)]
struct Album {
    title: String,
}

fn main() {}
