use segue::prelude::*;

#[derive(Model, Clone)]
struct Album;

fn main() {}
