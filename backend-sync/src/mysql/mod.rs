//! MySQL and MariaDB through diesel, over libmariadb or libmysqlclient.

mod bind;
mod connect;
mod error;
mod row;

use self::{
    connect::Live,
    error::{classified, unread},
    row::Cells,
};
use crate::{
    connection::{Driver, deliver},
    fragment::Fragment,
};
use diesel::connection::{Connection, LoadConnection, SimpleConnection};
use orm_api::{
    ErrorKind, Result,
    backend::{
        Access, Done, RowSink, Served, Server, Settings, Statement, Tls,
        mysql::{self, Answer, CHECK, ENCRYPTED, Encrypted, WireRow},
    },
    compile::{Dialect, MariaDb, MySql},
    error::connecting,
};

/// A database on a MySQL or MariaDB server.
pub(crate) struct Mysql {
    settings: Settings,
    url: String,
    encrypted: bool,
}

impl Mysql {
    /// The database on `server`, which `settings` name.
    ///
    /// # Errors
    /// [`Unsupported`](orm_api::ErrorKind::Unsupported) where the library cannot do what is asked for.
    pub(crate) fn new(settings: &Settings, server: &Server) -> Result<Self> {
        let (settings, url) = (settings.clone(), connect::url(server)?);
        Ok(Mysql { settings, url, encrypted: server.tls != Tls::Disable })
    }
}

impl Driver for Mysql {
    type Connection = Live;

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
        let rows = live.ready().execute_returning_count(&Fragment::new(statement)).map_err(classified)?;
        Ok(Done { rows: rows as u64 })
    }

    fn batch(live: &mut Live, sql: &str) -> Result<()> {
        live.ready().batch_execute(sql).map_err(classified)
    }
}

/// Shows all rows to `sink`, and says in `shown` whether there was one.
fn load(live: &mut Live, fragment: &Fragment, sink: &mut dyn RowSink, shown: &mut bool) -> Result<()> {
    for row in live.ready().load(fragment).map_err(classified)? {
        let row = row.map_err(unread)?;
        *shown = true;
        if !deliver(sink, &WireRow(Cells(&row)))? {
            break;
        }
    }
    Ok(())
}
