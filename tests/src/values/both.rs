//! The databases of all set-ups on one place, opened once for all trials: to connect takes a server longer than a trial.

use super::{stored::Reader, wide, words};
use crate::{Options, Place, Setup};
use segue::{Capabilities, Capture, Database, Engine};
use std::sync::{Arc, OnceLock};

/// All set-ups of one database.
pub(super) struct World {
    setups: Vec<Arc<dyn Setup>>,
    opened: OnceLock<Result<Opened, String>>,
}

struct Opened {
    databases: Vec<Database>,
    stored: Arc<Reader>,
    /// Given back last.
    _place: Place,
}

impl World {
    /// Opened when it is first needed.
    pub(super) fn new(setups: &[Arc<dyn Setup>]) -> Self {
        World { setups: setups.to_vec(), opened: OnceLock::new() }
    }

    /// Two of the set-ups, by their numbers.
    pub(super) fn both(&self, writer: usize, reader: usize) -> Result<Both, String> {
        let opened = self.opened.get_or_init(|| open(&self.setups)).as_ref().map_err(Clone::clone)?;
        let (writer, reader) = (&opened.databases[writer], &opened.databases[reader]);
        Ok(Both {
            sent: writer.capture(),
            can: reader.capabilities().map_err(words)?,
            engine: self.setups[0].engine(),
            writer: writer.clone(),
            reader: reader.clone(),
            stored: opened.stored.clone(),
        })
    }
}

fn open(setups: &[Arc<dyn Setup>]) -> Result<Opened, String> {
    let place = setups[0].fresh().map_err(words)?;
    let stored = Reader::new(setups[0].engine(), place.neutral().map_err(words)?)?;
    let opened = setups.iter().map(|setup| setup.open(Options::new(place.settings())).wait().map_err(words));
    let databases: Vec<Database> = opened.collect::<Result<_, _>>()?;
    wide::prepare(setups[0].engine(), &databases[0])?;
    Ok(Opened { databases, stored: Arc::new(stored), _place: place })
}

/// Two databases of Segue's on one place, and what reads it without Segue.
pub(super) struct Both {
    pub(super) writer: Database,
    pub(super) reader: Database,
    pub(super) stored: Arc<Reader>,
    pub(super) engine: Engine,
    pub(super) can: Capabilities,
    /// Sends by the writer, and records what it sends.
    pub(super) sent: Capture,
}
