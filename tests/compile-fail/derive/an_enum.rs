use segue::prelude::*;

#[derive(Model, Clone)]
enum Format {
    Vinyl,
    Digital,
}

fn main() {}
