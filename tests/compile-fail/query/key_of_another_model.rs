#![allow(unused)]

#[path = "../models.rs"]
mod models;
use models::*;
use segue::prelude::*;

fn main() {
    let album = ForeignKey::<Album>::new(3);
    let _ = Album::artist.eq(album);
}
