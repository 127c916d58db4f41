#![allow(unused)]

#[path = "../models.rs"]
mod models;
use models::*;
use segue::prelude::*;

fn main() {
    let db: Database = unimplemented!();
    let _: segue::Result<Vec<(String, i64)>> =
        Album::objects().values((Album::title, Album::price)).all(&db).wait();
}
