//! The backends that Segue itself brings, opened as an application opens them.

use super::{Options, Setup};
use segue::{Connect, Database, Mode, Op};
use std::sync::Arc;

/// One of Segue's own modes, through the face.
#[derive(Clone, Copy, Debug)]
pub struct Face(pub Mode);

/// All of Segue's own modes.
pub fn faces() -> Vec<Arc<dyn Setup>> {
    Mode::ALL.into_iter().map(|mode| Arc::new(Face(mode)) as Arc<dyn Setup>).collect()
}

impl Setup for Face {
    fn name(&self) -> String {
        self.0.to_string()
    }

    fn mode(&self) -> Mode {
        self.0
    }

    fn open(&self, options: Options) -> Op<Database> {
        let Options { settings, blocking, switch_deadline } = options;
        Database::builder(&settings.location.to_string())
            .unconfigured()
            .phase(self.0)
            .blocking_in_async(blocking)
            .switch_deadline(switch_deadline)
            .settings(move |changed| *changed = settings.clone())
            .connect()
    }
}
