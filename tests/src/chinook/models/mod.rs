//! Chinook's tables, over the names that its SQLite file has. `PlaylistTrack`, whose key has two columns, is no model:
//! it is read and written by SQL in `playlist_track.rs`.

mod music;
mod sales;

pub(super) use music::{Album, Artist, Genre, MediaType, Playlist, Track};
pub(super) use sales::{Customer, Employee, Invoice, InvoiceLine};

use orm_api::{expr::Column, model::ModelDef};
use segue::prelude::*;
use std::fmt::Debug;

/// A model whose key is a number: all of Chinook's are.
pub(super) trait Numbered: Model + PartialEq + Debug {
    /// The key, which is also the first column.
    fn key() -> Column<Self, i64>;
}

macro_rules! numbered {
    ($($model:ident)+) => {
        $(impl Numbered for $model {
            fn key() -> Column<Self, i64> {
                $model::id
            }
        })+

        /// All models, as data.
        pub(super) fn all() -> Vec<&'static ModelDef> {
            vec![$($model::def()),+]
        }
    };
}

numbered! { Artist Genre MediaType Playlist Employee Customer Album Track Invoice InvoiceLine }
