use segue::prelude::*;

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
    price: Decimal,
    discount: Option<Decimal>,
}

fn main() {}
