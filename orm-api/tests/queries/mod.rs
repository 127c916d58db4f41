//! The queries that every dialect is tried with, so that their snapshots can be read side by side.

pub(crate) mod decimals;
pub(crate) mod models;
pub(crate) mod numbers;
pub(crate) mod selects;
pub(crate) mod shapes;
pub(crate) mod writes;

use segue_orm_api::{
    backend::Statement,
    compile::{self, Dialect},
    error::Result,
    tree::{Delete, Insert, Select, Update},
};

/// A query of any kind.
pub(crate) enum Query {
    Select(Select),
    Insert(Insert),
    Update(Update),
    Delete(Delete),
}

/// Queries, and what their snapshots call them.
pub(crate) type Labelled = Vec<(&'static str, Query)>;

impl Query {
    pub(crate) fn compile(&self, dialect: &dyn Dialect) -> Result<Statement> {
        match self {
            Query::Select(select) => compile::select(select, dialect),
            Query::Insert(insert) => compile::insert(insert, dialect),
            Query::Update(update) => compile::update(update, dialect),
            Query::Delete(delete) => compile::delete(delete, dialect),
        }
    }
}

/// `queries` in a dialect.
pub(crate) fn compiled(queries: &Labelled, dialect: &dyn Dialect) -> Vec<(&'static str, Result<Statement>)> {
    queries.iter().map(|(label, query)| (*label, query.compile(dialect))).collect()
}
