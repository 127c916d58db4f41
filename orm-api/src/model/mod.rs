//! Models: their description as data, what the derive macro implements, and relations.

mod def;
mod new;
mod traits;

pub use def::{FieldDef, ForeignKeyDef, ModelDef, OnDelete, RelationDef};
pub use new::{NewModel, NewRow};
pub use traits::{Attach, FromRow, Model, Reader, RelatedPlan};
