//! The backends that Segue itself brings, opened as an application opens them.

use super::{Options, Place, SERVERS, Setup, servers};
use segue::{Connect, Database, Engine, Mode, Op, Result};
use std::sync::Arc;

/// One of Segue's own modes on one database, through the face.
#[derive(Clone, Copy, Debug)]
pub struct Face {
    /// The database.
    pub engine: Engine,
    /// The mode.
    pub mode: Mode,
}

/// All of Segue's own modes on `engine`.
pub fn faces_on(engine: Engine) -> Vec<Arc<dyn Setup>> {
    Mode::ALL.into_iter().map(|mode| Arc::new(Face { engine, mode }) as Arc<dyn Setup>).collect()
}

/// All of Segue's own modes on every database that can be had. What cannot is said on the standard error, in one line each.
///
/// # Errors
/// One that cannot be had, and is required by `SEGUE_REQUIRE`.
pub fn faces() -> Result<Vec<Arc<dyn Setup>>, String> {
    let mut faces = faces_on(Engine::Sqlite);
    for engine in SERVERS {
        match servers::lacking(engine) {
            None => faces.extend(faces_on(engine)),
            Some(why) if servers::is_required(engine) => return Err(format!("{engine} is required: {why}")),
            Some(why) => eprintln!("not run on {engine}: {}", why.lines().next().unwrap_or_default()),
        }
    }
    Ok(faces)
}

impl Setup for Face {
    fn name(&self) -> String {
        format!("{}::{}", self.engine, self.mode)
    }

    fn mode(&self) -> Mode {
        self.mode
    }

    fn engine(&self) -> Engine {
        self.engine
    }

    fn open(&self, options: Options) -> Op<Database> {
        let Options { settings, blocking, outside_transaction, switch_deadline } = options;
        Database::builder(&settings.location.to_string())
            .unconfigured()
            .phase(self.mode)
            .blocking_in_async(blocking)
            .outside_transaction(outside_transaction)
            .switch_deadline(switch_deadline)
            .settings(move |changed| *changed = settings.clone())
            .connect()
    }

    fn fresh(&self) -> Result<Place> {
        Place::on(self.engine)
    }
}
