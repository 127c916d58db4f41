#![allow(unused)]

#[path = "../models.rs"]
mod models;
use models::*;
use segue::prelude::*;

fn main() {
    let id: i32 = 3;
    let _ = Album::id.eq(id);
}
