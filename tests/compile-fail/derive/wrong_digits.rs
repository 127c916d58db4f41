use segue::prelude::*;

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
    #[field(max_digits = 4, decimal_places = 6)]
    price: Decimal,
    #[field(max_digits = 10)]
    tax: Decimal,
    #[field(max_digits = 40, decimal_places = 2)]
    total: Decimal,
    #[field(max_digits = 300, decimal_places = 2)]
    large: Decimal,
}

fn main() {}
