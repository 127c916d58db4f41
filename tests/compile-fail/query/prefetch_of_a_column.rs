#![allow(unused)]

#[path = "../models.rs"]
mod models;
use models::*;
use segue::prelude::*;

fn main() {
    let _ = Album::objects().prefetch_related(Album::title);
}
