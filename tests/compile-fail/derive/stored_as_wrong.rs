use segue::prelude::*;

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key, auto, default = 3)]
    id: i64,
    #[field(max_digits = 10, decimal_places = 2, stored_as = "float")]
    price: Decimal,
    #[field(stored_as = "number")]
    rating: f64,
}

fn main() {}
