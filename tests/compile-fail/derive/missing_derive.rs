use segue::prelude::*;

#[derive(Clone)]
struct Album {
    id: i64,
}

fn main() {
    let _ = Album::objects();
}
