#![allow(unused)]

#[path = "../models.rs"]
mod models;
use models::*;
use segue::prelude::*;

fn main() {}
fn asked(db: Database) {
    let _ = Album::objects().update(&db, Artist::name.set("x"));
}
