//! The one that each row refers to.

use super::{
    Prefetch, Prefetching,
    key::{Key, MOST_KEYS, distinct, index_of, refuse_limit},
};
use crate::{
    backend::Session,
    error::Result,
    expr::Column,
    model::{ForeignKey, Forward, Model, Relation},
    query::{QuerySet, fetch},
    tree::Expr,
    value::Value,
};
use futures::future::BoxFuture;
use std::{collections::HashMap, sync::Arc};

impl<M: Model, K: Forward> Prefetching<M> for Column<M, K> {
    fn prefetch(self) -> Arc<dyn Prefetch<M>> {
        self.with(QuerySet::new()).prefetch()
    }
}

impl<M: Model, K: Forward> Column<M, K> {
    /// To be prefetched by `query`, with its own relations and prefetches. What its filters leave out is not loaded.
    pub fn with(self, query: QuerySet<K::Target>) -> PrefetchOne<M, K> {
        PrefetchOne { column: self, query }
    }
}

/// A foreign key and the query that loads what it refers to.
pub struct PrefetchOne<M: Model, K: Forward> {
    column: Column<M, K>,
    query: QuerySet<K::Target>,
}

impl<M: Model, K: Forward> Prefetching<M> for PrefetchOne<M, K> {
    fn prefetch(self) -> Arc<dyn Prefetch<M>> {
        Arc::new(self)
    }
}

impl<M: Model, K: Forward> Prefetch<M> for PrefetchOne<M, K> {
    fn load<'a>(&'a self, session: &'a mut Session, models: &'a mut [M]) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            refuse_limit(self.query.tree())?;
            let index = index_of::<M>(self.column.def())?;
            let keys = distinct(models.iter().map(|model| model.encode_field(index)));
            let objects = self.objects(session, keys).await?;
            for model in models {
                let loaded = objects.get(&Key(model.encode_field(index)));
                if let Some((loaded, reference)) = loaded.zip(self.column.of(model).reference_mut()) {
                    reference.clone_from(loaded);
                }
            }
            Ok(())
        })
    }
}

impl<M: Model, K: Forward> PrefetchOne<M, K> {
    /// References to the rows with these keys, with their objects, which all who refer to a row share.
    async fn objects(
        &self,
        session: &mut Session,
        keys: Vec<Value>,
    ) -> Result<HashMap<Key, ForeignKey<<K as Relation>::Target>>> {
        let key = <K::Target as Model>::def().primary_key;
        let mut objects = HashMap::with_capacity(keys.len());
        for keys in keys.chunks(MOST_KEYS) {
            let query = self.query.clone().change(|select| {
                let field = &<K::Target as Model>::def().fields[key];
                let keys = keys.iter().cloned().map(Expr::Value).collect();
                select.filters.push(Expr::In(Box::new(Expr::column(field)), keys));
            });
            let rows =
                fetch::all::<K::Target, K::Target>(session, &query.asked, query.extras.clone()).await?;
            objects.extend(rows.into_iter().map(|row| (Key(row.encode_field(key)), ForeignKey::loaded(row))));
        }
        Ok(objects)
    }
}
