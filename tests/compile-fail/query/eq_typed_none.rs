#![allow(unused)]

#[path = "../models.rs"]
mod models;
use models::*;
use segue::prelude::*;

fn main() {
    let wanted: Option<NaiveDate> = None;
    let _ = Album::objects().filter(Album::released.eq(wanted));
}
