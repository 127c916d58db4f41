//! The native backend on SQLite: the cases that the blocking one runs too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests are tests")]

#[path = "../../backend-sync/tests/cases/mod.rs"]
mod cases;

use orm_api::{
    Result,
    backend::{Backend, Mode, Settings},
    op::park_on,
};
use segue_backend_native::NativeBackend;
use std::sync::Arc;

/// The mode that the cases expect.
const MODE: Mode = Mode::Native;

fn open(settings: &Settings) -> Result<Arc<dyn Backend>> {
    park_on(NativeBackend::open(settings))
}
