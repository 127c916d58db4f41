//! QuerySets and what is done with them: reading, writing, related objects, streams, raw SQL.

mod aggregate;
mod asked;
mod bulk;
mod bulk_update;
mod counted;
mod create;
mod fetch;
mod instance;
mod lock;
mod prefetch;
mod queryset;
mod raw;
mod read;
mod related;
mod schema;
mod stream;
mod values;
mod write;

pub use instance::Instance;
pub use lock::Lock;
pub use prefetch::{Prefetch, PrefetchMany, PrefetchOne, Prefetching};
pub use queryset::QuerySet;
pub use raw::{Raw, raw};
pub use schema::{create_tables, drop_tables};
pub use stream::{RowIter, RowStream};
