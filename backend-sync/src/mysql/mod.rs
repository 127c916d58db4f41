//! MySQL and MariaDB through diesel, over libmariadb or libmysqlclient.

mod bind;
mod connect;
mod error;
mod row;

use self::{
    connect::Live,
    error::{Diagnosis, classified, said, unread},
    row::Cells,
};
use crate::{
    aside::Beside,
    connection::{Driver, deliver},
    fragment::Fragment,
};
use diesel::connection::{Connection, LoadConnection, SimpleConnection};
use orm_api::{
    Error, ErrorKind, Result,
    backend::{
        Access, Aside, Done, RowSink, Served, Server, Settings, Statement, Stop, StopSql, Tls,
        mysql::{self, Answer, CHECK, ENCRYPTED, Encrypted, STOP, WireRow},
    },
    compile::{Dialect, MariaDb, MySql},
    error::{connecting, mysql::classify},
};
use std::sync::Arc;

/// A database on a MySQL or MariaDB server.
pub(crate) struct Mysql {
    settings: Settings,
    url: String,
    aside: Aside,
    encrypted: bool,
}

impl Mysql {
    /// The database on `server`, which `settings` name.
    ///
    /// # Errors
    /// [`Unsupported`](orm_api::ErrorKind::Unsupported) where the library cannot do what is asked for.
    pub(crate) fn new(settings: &Settings, server: &Server) -> Result<Self> {
        let (settings, url) = (settings.clone(), connect::url(server)?);
        let (beside, limit) = (url.clone(), settings.server.connect_timeout);
        let send = move |sql: &str, still: &_| connect::send_aside(&beside, sql, still, limit);
        let aside = Aside::new(Beside(Arc::new(send)), limit);
        Ok(Mysql { settings, url, aside, encrypted: server.tls != Tls::Disable })
    }
}

impl Driver for Mysql {
    type Connection = Live;

    fn can_stop(&self) -> bool {
        true
    }

    fn stopper(&self, live: &mut Live) -> Result<Option<Arc<dyn Stop>>> {
        if live.stop.is_none() {
            let mut sql = StopSql::default();
            Self::fetch(live, Statement::plain(STOP, Access::Read), &mut sql)?;
            live.stop = self.aside.stopper(&sql.0);
        }
        Ok(live.stop.clone())
    }

    fn connect(&self) -> Result<Live> {
        let opened = Live::open(&self.url, &self.settings).and_then(|mut live| {
            if self.encrypted {
                let mut answer = Encrypted::default();
                Self::fetch(&mut live, Statement::plain(ENCRYPTED, Access::Read), &mut answer)?;
                answer.accept(&self.settings.location)?;
            }
            Ok(live)
        });
        opened.map_err(|error| connecting(&self.settings.location, error))
    }

    fn check(&self, live: &mut Live) -> Result<Served> {
        let mut answer = Answer::default();
        Self::fetch(live, Statement::plain(CHECK, Access::Read), &mut answer)?;
        answer.accept(&self.settings.location)?;
        let dialect: &dyn Dialect = if answer.is_mariadb() { &MariaDb } else { &MySql };
        Ok(Served { dialect, capabilities: mysql::capabilities(false, answer.is_mariadb()) })
    }

    /// diesel has the library convert values to the types that they had when the statement was prepared. Where that cannot be
    /// done any more (D-42), statements are prepared anew, and this one is sent again if it only reads and none of its rows
    /// was shown.
    fn fetch(live: &mut Live, statement: Statement, sink: &mut dyn RowSink) -> Result<()> {
        let fragment = Fragment::new(statement);
        let mut shown = false;
        match load(live, &fragment, sink, &mut shown) {
            Err(error) if error.kind() == ErrorKind::StalePlan => {
                live.forget_statements();
                if fragment.statement.access == Access::Read && !shown {
                    load(live, &fragment, sink, &mut shown)
                } else {
                    Err(error)
                }
            }
            result => result,
        }
    }

    /// What is neither kept prepared nor has parameters takes the simple way: not every statement can be prepared.
    fn execute(live: &mut Live, statement: Statement) -> Result<Done> {
        if !statement.cached && statement.params.is_empty() {
            return Self::batch(live, &statement.text).map(|()| Done::default());
        }
        match live.ready().execute_returning_count(&Fragment::new(statement)) {
            Ok(rows) => Ok(Done { rows: rows as u64 }),
            Err(error) => Err(failed(live, error)),
        }
    }

    fn batch(live: &mut Live, sql: &str) -> Result<()> {
        live.ready().batch_execute(sql).map_err(|error| numbered(live, classified(error)))
    }
}

/// Shows all rows to `sink`, and says in `shown` whether there was one.
fn load(live: &mut Live, fragment: &Fragment, sink: &mut dyn RowSink, shown: &mut bool) -> Result<()> {
    let loaded = live.ready().load(fragment).map(|rows| show(rows, sink, shown));
    match loaded {
        Ok(shown) => shown.map_err(|error| numbered(live, error)),
        Err(error) => Err(failed(live, error)),
    }
}

fn show<'r, R: diesel::row::Row<'r, diesel::mysql::Mysql>>(
    rows: impl Iterator<Item = diesel::QueryResult<R>>,
    sink: &mut dyn RowSink,
    shown: &mut bool,
) -> Result<()> {
    for row in rows {
        let row = row.map_err(unread)?;
        *shown = true;
        if !deliver(sink, &WireRow(Cells(&row)))? {
            break;
        }
    }
    Ok(())
}

/// A statement's error. Where the server has ended it in the midst of its rows, MariaDB's library would read the rest when it is
/// sent again, and wait for ever: all statements are prepared anew. A row that breaks a rule is no such error, and a common one.
#[cold]
fn failed(live: &mut Live, error: diesel::result::Error) -> Error {
    let error = numbered(live, classified(error));
    let is_common = matches!(
        error.kind(),
        ErrorKind::UniqueViolation
            | ErrorKind::ForeignKeyViolation
            | ErrorKind::NotNullViolation
            | ErrorKind::CheckViolation
            | ErrorKind::InvalidValue
    );
    if !is_common {
        live.forget_statements();
    }
    error
}

/// Keeps the last of what the last statement was told; sent unprepared, since whatever is prepared is the last statement itself.
/// Only variables can take it; they stay on the session, by names that are Segue's.
const DIAGNOSED: &str = "GET DIAGNOSTICS @segue_last = NUMBER; \
     GET DIAGNOSTICS CONDITION @segue_last @segue_number = MYSQL_ERRNO, @segue_text = MESSAGE_TEXT";

/// What was kept.
const DIAGNOSIS: &str = "SELECT CAST(@segue_number AS SIGNED), CAST(@segue_text AS CHAR)";

/// The same error, by the server's number for it, which it is asked for where the text says nothing: MariaDB tells of deadlocks in
/// the language that the server was started in, whatever the session asked for.
#[cold]
fn numbered(live: &mut Live, error: Error) -> Error {
    if error.kind() != ErrorKind::Statement {
        return error;
    }
    let Some(message) = said(&error) else { return error };
    let mut diagnosis = Diagnosis { message, number: None };
    // Where it cannot be asked, the error is what it is.
    drop(live.ready().batch_execute(DIAGNOSED).map_err(classified).and_then(|()| {
        let rows = live.ready().load(Fragment::new(Statement::plain(DIAGNOSIS, Access::Read)));
        rows.map_err(classified).and_then(|rows| show(rows, &mut diagnosis, &mut false))
    }));
    match diagnosis.number {
        Some(number) => classify(&diagnosis.message, Some(number), error),
        None => error,
    }
}
