//! `prefetch_related`: the many on the other side, or the one that many refer to, in one further statement each.

mod key;
mod many;
mod one;

pub(super) use key::Key;
pub use many::PrefetchMany;
pub use one::PrefetchOne;

use super::QuerySet;
use crate::{backend::Session, error::Result, model::Model};
use futures::future::BoxFuture;
use std::sync::Arc;

/// Loads something for many models at once.
pub trait Prefetch<M>: Send + Sync {
    /// Loads it, and puts it into each of `models`.
    fn load<'a>(&'a self, session: &'a mut Session, models: &'a mut [M]) -> BoxFuture<'a, Result<()>>;
}

/// What `prefetch_related` takes: `Artist::albums` or `Album::artist`, or with a query of its own
/// `Artist::albums.with(Album::objects().filter(..).prefetch_related(..))`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that can be prefetched for `{M}`",
    note = "pass a `Many` field or a foreign key, such as `Artist::albums`, or one with a query of its own: `Artist::albums.with(..)`"
)]
pub trait Prefetching<M> {
    /// How it is loaded.
    fn prefetch(self) -> Arc<dyn Prefetch<M>>;
}

impl<M: Model> QuerySet<M> {
    /// Loads the many that refer to each row, or the one that each refers to, in one further statement for all rows.
    pub fn prefetch_related(self, relation: impl Prefetching<M>) -> Self {
        let prefetch = relation.prefetch();
        self.with_extras(|extras| extras.prefetches.push(prefetch))
    }
}
