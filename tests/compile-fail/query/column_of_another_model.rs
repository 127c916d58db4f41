#![allow(unused)]

#[path = "../models.rs"]
mod models;
use models::*;
use segue::prelude::*;

fn main() {
    let _ = Album::objects().filter(Artist::name.eq("Can"));
}
