//! What the contenders of `cargo xtask bench` share: the work, the rows that it brings, crowds of tasks, and how a contender
//! in a process of its own is asked. The peers stand in a workspace of their own (`bench/peers`), since they bring other
//! versions of the same drivers; this crate is what both sides are compiled with, so that all do the same.

mod contender;
mod crowd;
mod late;
mod memory;
mod quantile;
mod rows;
mod seat;
mod texts;
mod wire;
mod work;

pub use contender::{Client, Contender, Crowd, Failure};
pub use crowd::{Busy, closed, open, waiting};
pub use memory::{Memory, growth};
pub use quantile::quantile;
pub use rows::{ALBUM_COLUMNS, AlbumRow, SALE_COLUMNS, SaleRow, TRACK_COLUMNS, Tally, TrackRow};
pub use seat::{Engine, Seat};
pub use texts::Texts;
pub use wire::{Answer, Request, serve};
pub use work::{
    Asked, BATCH, BUYER, FILTERED, JOINED, PREFETCHED, Probe, Shape, TRACKS, Work, apart, bound, document,
    key, keys, span,
};
