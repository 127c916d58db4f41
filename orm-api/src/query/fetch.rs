//! From a tree to decoded rows, over one connection. The same in every phase: it runs where the boundary puts it.

use super::{asked::Asked, queryset::Extras};
use crate::{
    backend::{BoxSink, Flow, RowSink, Session, Statement},
    compile,
    error::{Error, ErrorKind, Result},
    model::{FromRow, Model, Reader, Recent, RelationDef},
    tree::Select,
    value::{Row, SqlType},
};
use std::{any::Any, sync::Arc};

/// Decodes the rows of one query.
pub(super) struct Decoder<M, Out> {
    /// Those of the expressions that come after the fields.
    types: Vec<SqlType>,
    extras: Option<Arc<Extras<M>>>,
    /// For each related model of the extras.
    recent: Vec<Recent>,
    out: std::marker::PhantomData<fn() -> Out>,
}

impl<M: Model, Out: FromRow> Decoder<M, Out> {
    /// Decodes what is asked for, with what is loaded besides.
    pub(super) fn new(asked: &Asked, extras: Option<Arc<Extras<M>>>) -> Self {
        let (types, recent) = (asked.column_types(), recent(asked.related()));
        Decoder { types, extras, recent, out: std::marker::PhantomData }
    }

    /// Decodes the fields of `Out`, a model, and nothing else.
    fn plain() -> Self {
        Decoder { types: Vec::new(), extras: None, recent: Vec::new(), out: std::marker::PhantomData }
    }

    pub(super) fn decode(&mut self, row: &dyn Row) -> Result<Out> {
        let mut reader = Reader::new(row, &self.types);
        if let Some(extras) = &self.extras {
            reader = reader.relating(&extras.related, &mut self.recent);
        }
        Out::from_row(&mut reader)
    }
}

/// What is shared of each of the `related` models: those that nothing else is loaded behind.
fn recent(related: &[Vec<&'static RelationDef>]) -> Vec<Recent> {
    let leads_on =
        |path: &[_]| related.iter().any(|other| other.len() > path.len() && other.starts_with(path));
    let recent = |path: &Vec<_>| if leads_on(path) { Recent::Own } else { Recent::Shared(None) };
    related.iter().map(recent).collect()
}

/// Collects all rows.
struct Collect<M, Out> {
    decoder: Decoder<M, Out>,
    rows: Vec<Out>,
}

impl<M: Model, Out: FromRow> RowSink for Collect<M, Out> {
    fn row(&mut self, row: &dyn Row) -> Result<Flow> {
        self.rows.push(self.decoder.decode(row)?);
        Ok(Flow::More)
    }
}

/// Keeps the first row, and whether there were more.
struct First<M, Out> {
    decoder: Decoder<M, Out>,
    found: Found<Out>,
}

/// What was found where one row is expected.
pub(super) enum Found<Out> {
    /// No row.
    None,
    /// One.
    One(Out),
    /// More than one.
    Several,
}

impl<M: Model, Out: FromRow> RowSink for First<M, Out> {
    fn row(&mut self, row: &dyn Row) -> Result<Flow> {
        self.found = match self.found {
            Found::None => Found::One(self.decoder.decode(row)?),
            Found::One(_) | Found::Several => Found::Several,
        };
        Ok(Flow::More)
    }
}

/// All rows that are asked for, with what is prefetched for them.
pub(super) async fn all<M: Model, Out: FromRow>(
    session: &mut Session,
    asked: &Asked,
    extras: Option<Arc<Extras<M>>>,
) -> Result<Vec<Out>> {
    let statement = compiled(session, asked)?;
    let decoder = Decoder::new(asked, extras.clone());
    let mut rows = collect(session, statement, decoder).await?;
    prefetch(session, extras, &mut rows).await?;
    Ok(rows)
}

/// The only row that is asked for, with what is prefetched for it.
pub(super) async fn only<M: Model, Out: FromRow>(
    session: &mut Session,
    asked: &Asked,
    extras: Option<Arc<Extras<M>>>,
) -> Result<Found<Out>> {
    let statement = compiled(session, asked)?;
    let decoder = Decoder::<M, Out>::new(asked, extras.clone());
    let sink = session.fetch(statement, Box::new(First { decoder, found: Found::None })).await?;
    let found = unpack::<First<M, Out>>(sink)?.found;
    match (found, extras) {
        (Found::One(row), extras @ Some(_)) => {
            let mut rows = vec![row];
            prefetch(session, extras, &mut rows).await?;
            Ok(rows.pop().map_or(Found::None, Found::One))
        }
        (found, _) => Ok(found),
    }
}

/// Loads what is prefetched for `rows`.
async fn prefetch<M: Model, Out: FromRow>(
    session: &mut Session,
    extras: Option<Arc<Extras<M>>>,
    rows: &mut Vec<Out>,
) -> Result<()> {
    let Some(extras) = extras.filter(|extras| !extras.prefetches.is_empty()) else { return Ok(()) };
    let models = models_of::<M, Out>(rows)?;
    for prefetch in &extras.prefetches {
        prefetch.load(session, models).await?;
    }
    Ok(())
}

/// All rows of a statement whose columns are the fields of `M`.
pub(super) async fn statement_rows<M: Model>(session: &mut Session, statement: Statement) -> Result<Vec<M>> {
    collect::<M, M>(session, statement, Decoder::plain()).await
}

async fn collect<M: Model, Out: FromRow>(
    session: &mut Session,
    statement: Statement,
    decoder: Decoder<M, Out>,
) -> Result<Vec<Out>> {
    let sink = session.fetch(statement, Box::new(Collect { decoder, rows: Vec::new() })).await?;
    unpack::<Collect<M, Out>>(sink).map(|collect| collect.rows)
}

/// The sink that was sent, with its type.
pub(super) fn unpack<S: RowSink>(sink: BoxSink) -> Result<S> {
    let sink: Box<dyn Any> = sink;
    let other = |_| Error::new(ErrorKind::Internal, "the connection gave back another sink than it got");
    sink.downcast::<S>().map(|sink| *sink).map_err(other)
}

/// Rows that are models: only those can hold what is prefetched.
#[allow(clippy::ptr_arg, reason = "a slice has no type to ask for")]
fn models_of<M: Model, Out: FromRow>(rows: &mut Vec<Out>) -> Result<&mut Vec<M>> {
    let rows: &mut dyn Any = rows;
    rows.downcast_mut::<Vec<M>>().ok_or_else(|| {
        let message =
            "`prefetch_related` works on whole models; leave out `values` and `annotate`, or the prefetch";
        Error::new(ErrorKind::Usage, message)
    })
}

/// The statement that asks for it.
pub(super) fn compiled(session: &Session, asked: &Asked) -> Result<Statement> {
    let dialect = session.dialect();
    if let Some((model, key)) = asked.key() {
        return compile::by_key(model, key, dialect);
    }
    let select = asked.tree();
    check(session, select)?;
    compile::select(select, dialect)
}

/// What no statement could do is an error and never ignored: a lock outside of a transaction would lock nothing.
fn check(session: &Session, select: &Select) -> Result<()> {
    if select.related.iter().flatten().any(|step| step.many) {
        let message =
            "`select_related` over a `Many` field, which leads to several rows; use `prefetch_related`";
        return Err(Error::new(ErrorKind::Usage, message));
    }
    if select.locking.is_none() || session.can_lock() {
        return Ok(());
    }
    let message =
        "`select_for_update` outside of a writing transaction locks nothing; use it inside `db.atomic`";
    Err(Error::new(ErrorKind::Usage, message))
}
