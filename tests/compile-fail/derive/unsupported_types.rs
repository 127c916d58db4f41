use segue::prelude::*;

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key, auto)]
    id: u64,
    stock: usize,
    title: &'static str,
    price: Option<Option<i64>>,
}

fn main() {}
