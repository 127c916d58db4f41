//! Whole statements.

use super::Expr;
use crate::{
    model::{FieldDef, ModelDef, RelationDef},
    value::{SqlType, Value},
};

/// A `SELECT`.
#[derive(Clone, Debug)]
pub struct Select {
    /// Where the rows come from.
    pub source: Source,
    /// What must hold; all of it. What holds an aggregate is asked after grouping.
    pub filters: Vec<Expr>,
    /// Whether the model's fields are selected, in their order, before everything else.
    pub whole_model: bool,
    /// The relations whose fields are selected too, each after the ones before it (`select_related`).
    pub related: Vec<Vec<&'static RelationDef>>,
    /// The expressions that are selected after the fields. With an aggregate among them, the rows are grouped
    /// by all that is selected and is none.
    pub columns: Vec<Expr>,
    /// The order of the rows.
    pub order: Vec<Order>,
    /// At most so many rows.
    pub limit: Option<u64>,
    /// After leaving out so many.
    pub offset: Option<u64>,
    /// Whether the rows are locked.
    pub locking: Option<Locking>,
}

/// Where a `SELECT`'s rows come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A model's table, and what the expressions reach from it.
    Model(&'static ModelDef),
    /// The rows of another query.
    Subquery(Box<Select>),
}

/// A lock on the selected rows. SQLite satisfies each inside a writing transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Locking {
    /// Against whom.
    pub strength: LockStrength,
    /// What becomes of rows that another has locked.
    pub wait: LockWait,
    /// The relations whose rows are locked too.
    pub of: Vec<Vec<&'static RelationDef>>,
}

/// Against whom rows are locked (PostgreSQL's four strengths).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockStrength {
    /// Whoever writes or locks them (`FOR UPDATE`).
    Update,
    /// The same, but for locks on their keys (`FOR NO KEY UPDATE`).
    NoKeyUpdate,
    /// Whoever writes them (`FOR SHARE`).
    Share,
    /// Whoever deletes them or changes their keys (`FOR KEY SHARE`).
    KeyShare,
}

/// What becomes of rows that another has locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockWait {
    /// They are waited for.
    Wait,
    /// The statement fails.
    NoWait,
    /// They are left out.
    SkipLocked,
}

/// One key of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// By what.
    pub by: Expr,
    /// Which way.
    pub direction: Direction,
}

/// The direction of an order. NULLs come first ascending and last descending, on every database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the least.
    Ascending,
    /// From the greatest.
    Descending,
}

/// An `INSERT` of one or more rows, which gives back the stored rows where asked.
#[derive(Clone, Debug)]
pub struct Insert {
    /// Into what.
    pub model: &'static ModelDef,
    /// The fields that are given; the database fills the others.
    pub fields: Vec<&'static FieldDef>,
    /// The rows, each with a value for each of `fields`.
    pub rows: Vec<Vec<Value>>,
    /// Whether the stored rows come back, all fields in the model's order.
    pub returning: bool,
}

/// An `UPDATE`.
#[derive(Clone, Debug)]
pub struct Update {
    /// Of what.
    pub model: &'static ModelDef,
    /// Which rows; all of it must hold.
    pub filters: Vec<Expr>,
    /// The new values.
    pub set: Vec<(&'static FieldDef, Expr)>,
}

/// An `UPDATE` that gives each of several rows, found by their keys, values of its own.
#[derive(Clone, Debug)]
pub struct BulkUpdate {
    /// Of what.
    pub model: &'static ModelDef,
    /// The fields that are set; not the primary key.
    pub fields: Vec<&'static FieldDef>,
    /// The rows, at least one: the key, and a value for each of `fields`.
    pub rows: Vec<(Value, Vec<Value>)>,
}

/// A `DELETE`.
#[derive(Clone, Debug)]
pub struct Delete {
    /// Of what.
    pub model: &'static ModelDef,
    /// Which rows; all of it must hold.
    pub filters: Vec<Expr>,
}

impl Select {
    /// All rows of `model`, nothing selected yet.
    pub fn from(model: &'static ModelDef) -> Self {
        Self::over(Source::Model(model))
    }

    /// All rows of `model`, whole.
    pub fn whole(model: &'static ModelDef) -> Self {
        Select { whole_model: true, ..Select::from(model) }
    }

    /// The row of `model` with that primary key, whole.
    pub fn by_key(model: &'static ModelDef, key: Value) -> Self {
        Select { filters: vec![Self::key_is(model, key)], ..Select::whole(model) }
    }

    /// The filter by a primary key.
    pub fn key_is(model: &'static ModelDef, key: Value) -> Expr {
        Expr::equal(Expr::column(model.primary_key()), Expr::Value(key))
    }

    /// All rows of `source`, nothing selected yet.
    pub fn over(source: Source) -> Self {
        Select {
            source,
            filters: Vec::new(),
            whole_model: false,
            related: Vec::new(),
            columns: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: None,
            locking: None,
        }
    }

    /// The model at the bottom.
    pub fn model(&self) -> &'static ModelDef {
        match &self.source {
            Source::Model(model) => model,
            Source::Subquery(inner) => inner.model(),
        }
    }

    /// The types of [`columns`](Select::columns).
    pub fn column_types(&self) -> Vec<SqlType> {
        self.columns.iter().map(Expr::sql_type).collect()
    }
}
