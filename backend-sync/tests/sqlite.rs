//! The blocking backend on SQLite: the cases that the native one runs too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests are tests")]

mod cases;

use orm_api::{
    Result,
    backend::{Backend, Mode, Settings},
};
use segue_backend_sync::SyncBackend;
use std::sync::Arc;

/// The mode that the cases expect.
const MODE: Mode = Mode::Sync;

fn open(settings: &Settings) -> Result<Arc<dyn Backend>> {
    SyncBackend::open(settings)
}
