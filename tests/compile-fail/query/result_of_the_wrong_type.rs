#![allow(unused)]

#[path = "../models.rs"]
mod models;
use models::*;
use segue::prelude::*;

fn main() {}
fn asked(db: Database) {
    let _: segue::Result<Vec<(String, i64)>> =
        Album::objects().values((Album::title, Album::price)).all(&db).wait();
}
