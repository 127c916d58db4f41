//! SQLite through diesel.

mod bind;
mod connect;
mod error;
mod row;

pub(crate) use self::connect::Live;

use self::{error::classified, row::Cells};
use crate::{
    connection::{Driver, deliver},
    fragment::Fragment,
};
use diesel::connection::{Connection, LoadConnection, SimpleConnection};
use orm_api::{
    Error, Result,
    backend::{
        Access, Done, RowSink, Served, Settings, Statement,
        sqlite::{self, Utf8Only},
    },
};
use std::path::Path;

/// A SQLite file.
pub(crate) struct Sqlite {
    settings: Settings,
    uri: String,
}

impl Sqlite {
    /// The file that `settings` name.
    ///
    /// # Errors
    /// Where they name none, or one whose name SQLite cannot take.
    pub(crate) fn new(settings: &Settings) -> Result<Self> {
        Ok(Sqlite { settings: settings.clone(), uri: sqlite::uri(&settings.location)? })
    }

    fn cannot_open(&self, error: Error) -> Error {
        sqlite::cannot_open(&self.settings.location, error)
    }
}

impl Driver for Sqlite {
    type Connection = Live;

    fn one_writer(&self) -> Option<&Path> {
        self.settings.location.file()
    }

    fn connect(&self) -> Result<Live> {
        Live::open(&self.uri, &self.settings).map_err(|error| self.cannot_open(error))
    }

    fn check(&self, live: &mut Live) -> Result<Served> {
        Self::fetch(live, sqlite::encoding(), &mut Utf8Only).map_err(|error| self.cannot_open(error))?;
        Ok(Served { dialect: &orm_api::compile::Sqlite, capabilities: sqlite::capabilities(false) })
    }

    /// Writes are read to their end, also if the sink wants no further row: where SQLite ends the statement,
    /// it commits, and diesel drops the error of a statement that it ends early.
    fn fetch(live: &mut Live, statement: Statement, sink: &mut dyn RowSink) -> Result<()> {
        let to_the_end = statement.access == Access::Write;
        let mut rows = live.ready().load(Fragment::new(statement)).map_err(classified)?;
        let mut outcome = Ok(true);
        while let (true, Some(row)) = (to_the_end || matches!(outcome, Ok(true)), rows.next()) {
            let row = row.map_err(classified)?;
            if matches!(outcome, Ok(true)) {
                outcome = deliver(sink, &Cells(&row));
            }
        }
        outcome.map(drop)
    }

    fn execute(live: &mut Live, statement: Statement) -> Result<Done> {
        let rows = live.ready().execute_returning_count(&Fragment::new(statement)).map_err(classified)?;
        Ok(Done { rows: rows as u64 })
    }

    fn batch(live: &mut Live, sql: &str) -> Result<()> {
        live.ready().batch_execute(sql).map_err(classified)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use orm_api::ErrorKind;

    /// A batch carries out every statement up to the one that fails.
    #[test]
    fn a_batch_ends_at_the_first_failure() {
        let directory = tempfile::tempdir().unwrap();
        let settings = Settings::new(&format!("sqlite:{}/t.db", directory.path().display())).unwrap();
        let mut live = Sqlite::new(&settings).unwrap().connect().unwrap();
        Sqlite::batch(&mut live, "CREATE TABLE t (v); -- two\n INSERT INTO t VALUES (1);").unwrap();
        let failing = "INSERT INTO t VALUES (2); INSERT INTO nobody VALUES (3); INSERT INTO t VALUES (4)";
        let error = Sqlite::batch(&mut live, failing).unwrap_err();
        assert_eq!((error.kind(), error.table()), (ErrorKind::MissingTable, Some("nobody")));
        let left = Sqlite::execute(&mut live, Statement::plain("DELETE FROM t", Access::Write)).unwrap();
        assert_eq!(left.rows, 2);
    }
}
