//! The many that refer to each row.

use super::{
    Prefetch, Prefetching,
    key::{Key, MOST_KEYS, distinct, index_of, refuse_limit},
};
use crate::{
    backend::Session,
    error::Result,
    expr::Reverse,
    model::{Model, RelationDef},
    query::{QuerySet, fetch},
    tree::{ColumnRef, Expr},
    value::Value,
};
use futures::future::BoxFuture;
use std::{collections::HashMap, sync::Arc};

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
            let local = index_of::<M>((relation.local)())?;
            let keys = distinct(models.iter().map(|model| model.encode_field(local)));
            // A filter over many may have brought the same model several times: each gets its rows.
            let repeats = keys.len() < models.len();
            let mut groups = self.groups(session, relation, keys).await?;
            for model in models {
                let key = Key(model.encode_field(local));
                let rows = if repeats { groups.get(&key).cloned() } else { groups.remove(&key) };
                self.relation.slot(model).set(rows.unwrap_or_default());
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
        refuse_limit(self.query.tree())?;
        let column = index_of::<U>((relation.remote)())?;
        let mut groups: HashMap<Key, Vec<U>> = HashMap::with_capacity(keys.len());
        for keys in keys.chunks(MOST_KEYS) {
            let query = self.query.clone().change(|select| {
                let referring = Expr::Column(ColumnRef { path: Vec::new(), field: (relation.remote)() });
                let keys = keys.iter().cloned().map(Expr::Value).collect();
                select.filters.push(Expr::In(Box::new(referring), keys));
            });
            for row in fetch::all::<U, U>(session, &query.asked, query.extras.clone()).await? {
                groups.entry(Key(row.encode_field(column))).or_default().push(row);
            }
        }
        Ok(groups)
    }
}
