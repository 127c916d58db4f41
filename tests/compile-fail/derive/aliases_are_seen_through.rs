use segue::prelude::*;

type Text = i64;
type Key = ForeignKey<Album>;
type Money = Decimal;

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
    #[field(max_length = 5)]
    title: Text,
    #[field(on_delete = "set_null")]
    next: Key,
    price: Money,
    #[field(on_delete = "cascade")]
    other: Text,
}

fn main() {}
