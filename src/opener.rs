//! The backends that are compiled in.

use async_trait::async_trait;
use orm_api::{
    Error, ErrorKind, Result,
    backend::{Backend, Mode, Settings},
    db::Opener,
};
use std::sync::Arc;

/// Opens whatever the features compiled in.
pub(crate) struct CompiledIn;

/// The modes that are compiled in, in the order of the migration: without a choice, the first is in use.
pub(crate) const MODES: &[Mode] = &[
    #[cfg(feature = "sync")]
    Mode::Sync,
    #[cfg(feature = "threaded")]
    Mode::Threaded(orm_api::backend::Boundary::Operation),
    #[cfg(feature = "threaded")]
    Mode::Threaded(orm_api::backend::Boundary::Driver),
    #[cfg(feature = "native")]
    Mode::Native,
];

#[async_trait]
impl Opener for CompiledIn {
    fn modes(&self) -> Vec<Mode> {
        MODES.to_vec()
    }

    async fn open(&self, mode: Mode, settings: &Settings) -> Result<Arc<dyn Backend>> {
        open(mode, settings).await
    }
}

async fn open(mode: Mode, settings: &Settings) -> Result<Arc<dyn Backend>> {
    let _ = settings;
    match mode {
        #[cfg(feature = "sync")]
        Mode::Sync => backend_sync::SyncBackend::open(settings),
        #[cfg(feature = "threaded")]
        Mode::Threaded(boundary) => {
            let blocking = backend_sync::SyncBackend::open(settings)?;
            backend_threaded::ThreadedBackend::over(blocking, boundary, settings)
        }
        #[cfg(feature = "native")]
        Mode::Native => backend_native::NativeBackend::open(settings).await,
        #[allow(unreachable_patterns, reason = "reached where a feature is off")]
        _ => Err(not_compiled_in(mode)),
    }
}

/// A phase that the features left out.
pub(crate) fn not_compiled_in(mode: Mode) -> Error {
    let feature = mode.phase();
    let list = MODES.iter().map(|mode| format!("`{mode}`")).collect::<Vec<_>>().join(", ");
    let there = if list.is_empty() { "none is".to_owned() } else { format!("{list} can be used") };
    let message = format!(
        "phase `{feature}` is not compiled in: {there}; add the feature `{feature}` of `segue` to Cargo.toml"
    );
    Error::new(ErrorKind::Configuration, message)
}
