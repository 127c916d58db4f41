#![allow(unused)]

#[path = "../models.rs"]
mod models;
use models::*;
use segue::prelude::*;

fn main() {
    let _ = Artist::name.set(Artist::albums.to(Album::title));
}
