//! Who opens backends.

use crate::{
    backend::{Backend, Mode, Settings},
    error::Result,
};
use async_trait::async_trait;
use std::sync::Arc;

/// Opens the backends that are compiled in. The face implements it; a third party's backend comes in here.
#[async_trait]
pub trait Opener: Send + Sync + 'static {
    /// The modes that can be opened, the default first.
    fn modes(&self) -> Vec<Mode>;

    /// Opens the backend of `mode` and checks that it reaches its database.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration) for a mode that is not compiled in, naming the feature;
    /// [`Connect`](crate::ErrorKind::Connect) where the database cannot be reached.
    async fn open(&self, mode: Mode, settings: &Settings) -> Result<Arc<dyn Backend>>;
}
