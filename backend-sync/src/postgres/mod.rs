//! PostgreSQL through diesel, over libpq.

mod bind;
mod connect;
mod error;
mod row;

use self::{connect::Live, error::classified, row::Cells};
use crate::{
    aside::Beside,
    connection::{Driver, deliver},
    fragment::Fragment,
};
use diesel::{
    connection::{Connection, DefaultLoadingMode, LoadConnection, SimpleConnection},
    pg::{Pg, PgRowByRowLoadingMode},
    row::Row,
};
use orm_api::{
    ErrorKind, Result,
    backend::{
        Access, Aside, Done, RowSink, Served, Server, Settings, Statement, Stop, StopSql,
        postgres::{self, Answer, CHECK, STOP, WireRow},
    },
    error::connecting,
};
use std::sync::Arc;

/// A database on a PostgreSQL server.
pub(crate) struct Postgres {
    settings: Settings,
    conninfo: String,
    aside: Aside,
}

impl Postgres {
    /// The database on `server`, which `settings` name.
    pub(crate) fn new(settings: &Settings, server: &Server) -> Self {
        let conninfo = connect::conninfo(server, &settings.server);
        let beside = conninfo.clone();
        let send = move |sql: &str, still: &_| connect::send_aside(&beside, sql, still);
        let aside = Aside::new(Beside(Arc::new(send)), settings.server.connect_timeout);
        Postgres { settings: settings.clone(), conninfo, aside }
    }
}

impl Driver for Postgres {
    type Connection = Live;

    /// Behind a pooler nobody knows which server session a statement runs on.
    fn can_stop(&self) -> bool {
        self.settings.pool.statement_cache > 0
    }

    fn stopper(&self, live: &mut Live) -> Result<Option<Arc<dyn Stop>>> {
        if live.stop.is_none() && self.can_stop() {
            let mut sql = StopSql::default();
            Self::fetch(live, Statement::plain(STOP, Access::Read), &mut sql)?;
            live.stop = self.aside.stopper(&sql.0);
        }
        Ok(live.stop.clone())
    }

    fn connect(&self) -> Result<Live> {
        Live::open(&self.conninfo, &self.settings).map_err(|error| connecting(&self.settings.location, error))
    }

    fn check(&self, live: &mut Live) -> Result<Served> {
        let mut answer = Answer::default();
        Self::fetch(live, Statement::plain(CHECK, Access::Read), &mut answer)?;
        answer.accept(&self.settings.location)?;
        let mut capabilities = postgres::capabilities(false, false);
        capabilities.knows_error_codes = answer.is_english();
        Ok(Served { dialect: &orm_api::compile::Postgres, capabilities })
    }

    fn fetch(live: &mut Live, statement: Statement, sink: &mut dyn RowSink) -> Result<()> {
        let fragment = Fragment::new(statement);
        renewed(live, fragment.statement.alone, |live| load(live, &fragment, sink))
    }

    /// What is neither kept prepared nor has parameters takes the simple way, in one message.
    fn execute(live: &mut Live, statement: Statement) -> Result<Done> {
        if !statement.cached && statement.params.is_empty() {
            return Self::batch(live, &statement.text).map(|()| Done::default());
        }
        let fragment = Fragment::new(statement);
        renewed(live, fragment.statement.alone, |live| {
            let rows = live.ready().execute_returning_count(&fragment).map_err(classified)?;
            Ok(Done { rows: rows as u64 })
        })
    }

    fn batch(live: &mut Live, sql: &str) -> Result<()> {
        live.plain().batch_execute(sql).map_err(classified)
    }
}

/// Sends a statement. One whose plan has gone stale is prepared and sent again if it stands `alone`; a transaction has failed by
/// it.
fn renewed<T>(live: &mut Live, alone: bool, mut send: impl FnMut(&mut Live) -> Result<T>) -> Result<T> {
    match send(live) {
        Err(error) if error.kind() == ErrorKind::StalePlan => {
            live.forget_statements();
            if alone { send(live) } else { Err(error) }
        }
        result => result,
    }
}

/// Row by row where there may be more than fit into memory; at once otherwise, which takes less work.
fn load(live: &mut Live, fragment: &Fragment, sink: &mut dyn RowSink) -> Result<()> {
    match sink.streams() {
        true => rows(LoadConnection::<PgRowByRowLoadingMode>::load(live.ready(), fragment), sink),
        false => rows(LoadConnection::<DefaultLoadingMode>::load(live.ready(), fragment), sink),
    }
}

/// Shows all rows to `sink`. The server has carried out the whole statement before its first row is here, or, row by row,
/// by the time that the cursor is dropped.
fn rows<'r, R: Row<'r, Pg>>(
    loaded: diesel::QueryResult<impl Iterator<Item = diesel::QueryResult<R>>>,
    sink: &mut dyn RowSink,
) -> Result<()> {
    for row in loaded.map_err(classified)? {
        let row = row.map_err(classified)?;
        if !deliver(sink, &WireRow(Cells(&row)))? {
            break;
        }
    }
    Ok(())
}
