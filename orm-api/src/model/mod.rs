//! Models: their description as data, what the derive macro implements, and relations.

mod def;
mod foreign_key;
mod many;
mod new;
mod recent;
mod relation;
mod row;
mod traits;

pub use crate::compile::Texts;
pub use def::{FieldDef, ForeignKeyDef, ModelDef, OnDelete, RelationDef};
pub use foreign_key::{ForeignKey, Keyed};
pub use many::Many;
pub use new::{NewModel, NewRow};
pub use recent::Recent;
pub use relation::{Forward, RefersTo, Relation};
pub use row::Append;
pub use traits::{Attach, FromRow, Model, Reader, RelatedPlan};
