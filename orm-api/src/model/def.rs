//! The static description of a model: data that the derive macro writes and everything else reads.

use crate::{
    compile::Texts,
    value::{Reference, SqlType},
};
use std::{fmt, ptr};

/// A model as data: its table, fields and reverse relations. One `static` for each model.
pub struct ModelDef {
    /// The Rust type's name.
    pub name: &'static str,
    /// The table's name, unquoted.
    pub table: &'static str,
    /// The stored fields, in the order in which they are declared, selected and decoded.
    pub fields: &'static [FieldDef],
    /// The index of the primary key in `fields`.
    pub primary_key: usize,
    /// What is compiled once for the model.
    pub texts: Texts,
}

impl ModelDef {
    /// The primary key's field.
    pub fn primary_key(&self) -> &'static FieldDef {
        &self.fields[self.primary_key]
    }

    /// The field with that Rust name.
    pub fn field(&self, name: &str) -> Option<&'static FieldDef> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl PartialEq for ModelDef {
    /// Two models are the same if they are the same `static`.
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self, other)
    }
}

impl fmt::Debug for ModelDef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (table {})", self.name, self.table)
    }
}

/// A stored field as data.
pub struct FieldDef {
    /// The model that it belongs to. A function, since a model and its fields refer to each other.
    pub model: fn() -> &'static ModelDef,
    /// The Rust field's name.
    pub name: &'static str,
    /// The column's name, unquoted.
    pub column: &'static str,
    /// The column's type, refined by the field's attributes.
    pub ty: SqlType,
    /// Whether NULL is allowed.
    pub nullable: bool,
    /// Whether it is the primary key.
    pub primary_key: bool,
    /// Whether the database numbers it.
    pub auto: bool,
    /// Whether its values are unique. A primary key is so without saying it.
    pub unique: bool,
    /// Whether it has an index of its own.
    pub index: bool,
    /// What a foreign key refers to, and what happens when that goes.
    pub foreign_key: Option<ForeignKeyDef>,
}

impl PartialEq for FieldDef {
    /// Two fields are the same if they are the same `static`.
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self, other)
    }
}

impl fmt::Debug for FieldDef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", (self.model)().name, self.name)
    }
}

/// A foreign key as data.
#[derive(Debug)]
pub struct ForeignKeyDef {
    /// The step to the model that it refers to.
    pub relation: RelationDef,
    /// What the database does with this row when the other goes.
    pub on_delete: OnDelete,
}

impl ForeignKeyDef {
    /// The foreign key of the field `local`, called `name`, to what its type refers to; `None` if that is nothing.
    pub const fn of(
        reference: Option<Reference>,
        name: &'static str,
        local: fn() -> &'static FieldDef,
        optional: bool,
        on_delete: OnDelete,
    ) -> Option<Self> {
        match reference {
            Some(Reference { model, key }) => {
                let relation = RelationDef { name, target: model, local, remote: key, optional, many: false };
                Some(ForeignKeyDef { relation, on_delete })
            }
            None => None,
        }
    }
}

/// One step from a model to another, in either direction.
pub struct RelationDef {
    /// The Rust field's name.
    pub name: &'static str,
    /// The model that the step leads to.
    pub target: fn() -> &'static ModelDef,
    /// The field on this side of the join: the foreign key itself, or the key that others refer to.
    pub local: fn() -> &'static FieldDef,
    /// The field on the other side.
    pub remote: fn() -> &'static FieldDef,
    /// Whether there may be no row on the other side.
    pub optional: bool,
    /// Whether there may be several rows on the other side.
    pub many: bool,
}

impl PartialEq for RelationDef {
    /// Two steps are the same if they join the same fields.
    fn eq(&self, other: &Self) -> bool {
        ptr::eq((self.local)(), (other.local)()) && ptr::eq((self.remote)(), (other.remote)())
    }
}

impl fmt::Debug for RelationDef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} -> {:?}", (self.local)(), (self.remote)())
    }
}

/// What the database does with the rows that refer to a deleted one (SQL's referential actions).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDelete {
    /// Deletes them too.
    Cascade,
    /// Refuses the deletion, at once.
    Restrict,
    /// Sets their foreign key to NULL.
    SetNull,
    /// Refuses the deletion, at the end of the statement.
    NoAction,
}
