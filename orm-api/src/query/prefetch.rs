//! `prefetch_related`: the many on the other side, or what many refer to, in one further statement each.

use super::{QuerySet, fetch};
use crate::{
    backend::Session,
    error::{Error, ErrorKind, Result},
    expr::Reverse,
    model::{Model, RelationDef},
    tree::{ColumnRef, Expr},
    value::Value,
};
use futures::future::BoxFuture;
use std::{
    collections::{HashMap, HashSet},
    hash::{Hash, Hasher},
    sync::Arc,
};

/// Loads something for many models at once.
pub trait Prefetch<M>: Send + Sync {
    /// Loads it, and puts it into each of `models`.
    fn load<'a>(&'a self, session: &'a mut Session, models: &'a mut [M]) -> BoxFuture<'a, Result<()>>;
}

/// What `prefetch_related` takes: `Artist::albums`, or with a query of its own
/// `Artist::albums.with(Album::objects().filter(..).prefetch_related(..))`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that can be prefetched for `{M}`",
    note = "pass a `Many` field, such as `Artist::albums`, or `Artist::albums.with(a query of albums)`"
)]
pub trait Prefetching<M> {
    /// How it is loaded.
    fn prefetch(self) -> Arc<dyn Prefetch<M>>;
}

impl<M: Model> QuerySet<M> {
    /// Loads the many that refer to each row, in one further statement for all rows.
    pub fn prefetch_related(self, relation: impl Prefetching<M>) -> Self {
        let prefetch = relation.prefetch();
        self.with_extras(|extras| extras.prefetches.push(prefetch))
    }
}

impl<M: Model, U: Model> Prefetching<M> for Reverse<M, U> {
    fn prefetch(self) -> Arc<dyn Prefetch<M>> {
        self.with(QuerySet::new()).prefetch()
    }
}

impl<M: Model, U: Model> Reverse<M, U> {
    /// To be prefetched by `query`, with its filters, order and own prefetches.
    pub fn with(self, query: QuerySet<U>) -> PrefetchMany<M, U> {
        PrefetchMany { relation: self, query }
    }
}

/// A `Many` field and the query that fills it.
pub struct PrefetchMany<M: Model, U: Model> {
    relation: Reverse<M, U>,
    query: QuerySet<U>,
}

impl<M: Model, U: Model> Prefetching<M> for PrefetchMany<M, U> {
    fn prefetch(self) -> Arc<dyn Prefetch<M>> {
        Arc::new(self)
    }
}

impl<M: Model, U: Model> Prefetch<M> for PrefetchMany<M, U> {
    fn load<'a>(&'a self, session: &'a mut Session, models: &'a mut [M]) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let relation = self.relation.relation();
            let local = index_of::<M>(relation.local)?;
            let keys = distinct(models.iter().map(|model| model.encode_field(local)));
            let mut groups = self.groups(session, relation, keys).await?;
            for model in models {
                let key = Key(model.encode_field(local));
                self.relation.slot(model).set(groups.remove(&key).unwrap_or_default());
            }
            Ok(())
        })
    }
}

impl<M: Model, U: Model> PrefetchMany<M, U> {
    /// The rows that refer to any of `keys`, by what they refer to, in the query's order.
    async fn groups(
        &self,
        session: &mut Session,
        relation: &'static RelationDef,
        keys: Vec<Value>,
    ) -> Result<HashMap<Key, Vec<U>>> {
        self.refuse_limit()?;
        let column = index_of::<U>(relation.remote)?;
        let mut groups: HashMap<Key, Vec<U>> = HashMap::with_capacity(keys.len());
        for keys in keys.chunks(MOST_KEYS) {
            let query = self.query.clone().change(|select| {
                let referring = Expr::Column(ColumnRef { path: Vec::new(), field: (relation.remote)() });
                let keys = keys.iter().cloned().map(Expr::Value).collect();
                select.filters.push(Expr::In(Box::new(referring), keys));
            });
            for row in fetch::all::<U, U>(session, &query.select, query.extras.clone()).await? {
                groups.entry(Key(row.encode_field(column))).or_default().push(row);
            }
        }
        Ok(groups)
    }

    /// A limit would hold for all rows together, not for each: refused until it can be said per row.
    fn refuse_limit(&self) -> Result<()> {
        if self.query.select.limit.is_none() && self.query.select.offset.is_none() {
            return Ok(());
        }
        let message =
            "the query of a prefetch has a limit, which would hold for all rows together; leave it out";
        Err(Error::new(ErrorKind::Usage, message))
    }
}

/// So many keys go into one statement.
const MOST_KEYS: usize = 8192;

fn index_of<M: Model>(field: fn() -> &'static crate::model::FieldDef) -> Result<usize> {
    let field = field();
    M::def()
        .fields
        .iter()
        .position(|one| one == field)
        .ok_or_else(|| Error::new(ErrorKind::Internal, format!("{field:?} is no field of {}", M::def().name)))
}

/// Each value once, in the order of their first appearance.
fn distinct(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut seen = HashSet::new();
    values.filter(|value| !value.is_null() && seen.insert(Key(value.clone()))).collect()
}

/// A value that rows are joined by: keys are compared as the database compares them, without floats.
#[derive(PartialEq)]
struct Key(Value);

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Value::Bool(value) => value.hash(state),
            Value::I16(value) => value.hash(state),
            Value::I32(value) => value.hash(state),
            Value::I64(value) => value.hash(state),
            Value::Text(value) | Value::Json(value) => value.hash(state),
            Value::Bytes(value) => value.hash(state),
            Value::Decimal(value) => value.hash(state),
            Value::Date(value) => value.hash(state),
            Value::Time(value) => value.hash(state),
            Value::DateTime(value) => value.hash(state),
            Value::Timestamp(value) => value.hash(state),
            Value::Uuid(value) => value.hash(state),
            // No key has these; equal ones still hash alike.
            Value::Null(_) | Value::F32(_) | Value::F64(_) => {}
        }
    }
}
