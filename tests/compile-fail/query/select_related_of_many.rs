#![allow(unused)]

#[path = "../models.rs"]
mod models;
use models::*;
use segue::prelude::*;

fn main() {
    let _ = Artist::objects().select_related(Artist::albums);
}
