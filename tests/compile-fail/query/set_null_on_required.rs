#![allow(unused)]

#[path = "../models.rs"]
mod models;
use models::*;
use segue::prelude::*;

fn main() {
    let _ = Album::title.set_null();
}
