use segue::prelude::*;

#[derive(Model, Clone)]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
    #[field(on_delete = "cascade")]
    title: String,
    #[field(on_delete = "delete")]
    next: Option<ForeignKey<Album>>,
}

fn main() {}
