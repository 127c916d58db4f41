//! A backend of one's own.

use super::{Options, Setup};
use orm_api::db::{DatabaseOptions, Opener};
use segue::{Database, Mode, Op};
use std::sync::Arc;

/// A backend of one's own, by its opener.
pub struct Own {
    name: String,
    mode: Mode,
    opener: Arc<dyn Opener>,
}

impl Own {
    /// The backend that `opener` opens for `mode`.
    pub fn new(name: impl Into<String>, mode: Mode, opener: Arc<dyn Opener>) -> Self {
        Own { name: name.into(), mode, opener }
    }
}

impl Setup for Own {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn mode(&self) -> Mode {
        self.mode
    }

    fn open(&self, options: Options) -> Op<Database> {
        let Options { settings, blocking, outside_transaction, switch_deadline } = options;
        let defaults = DatabaseOptions::new(settings);
        let options = DatabaseOptions { blocking, outside_transaction, switch_deadline, ..defaults };
        Database::open(self.opener.clone(), self.mode, options)
    }
}
