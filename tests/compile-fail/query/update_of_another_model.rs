#![allow(unused)]

#[path = "../models.rs"]
mod models;
use models::*;
use segue::prelude::*;

fn main() {
    let db: Database = unimplemented!();
    let _ = Album::objects().update(&db, Artist::name.set("x"));
}
