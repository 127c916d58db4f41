//! Opens a planted backend.

use super::{Fault, backend::Running};
use crate::setup::Own;
use async_trait::async_trait;
use backend_sync::SyncBackend;
use orm_api::{
    backend::{Backend, Settings},
    db::Opener,
};
use segue::{Mode, Result};
use std::sync::Arc;

/// Opens the blocking backend with a fault planted in it.
#[derive(Clone, Copy, Debug)]
pub struct Planted(pub Fault);

impl Planted {
    /// The set-up by which it is put through the cases.
    pub fn setup(self) -> Own {
        Own::new(format!("planted/{:?}", self.0), Mode::Sync, Arc::new(self))
    }
}

#[async_trait]
impl Opener for Planted {
    fn modes(&self) -> Vec<Mode> {
        vec![Mode::Sync]
    }

    async fn open(&self, _: Mode, settings: &Settings) -> Result<Arc<dyn Backend>> {
        Ok(Arc::new(Running::new(SyncBackend::open(settings)?, settings, self.0)))
    }
}
