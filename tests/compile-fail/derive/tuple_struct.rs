use segue::prelude::*;

#[derive(Model, Clone)]
struct Album(i64, String);

fn main() {}
