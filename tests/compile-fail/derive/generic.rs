use segue::prelude::*;

#[derive(Model, Clone)]
struct Album<T> {
    #[field(primary_key, auto)]
    id: i64,
    extra: T,
}

fn main() {}
