//! `SELECT`: joins, groups, orders, limits.

use crate::{
    postgres::shown,
    queries::{compiled, selects},
};
use segue_orm_api::compile::Postgres;

/// What is selected, in which order, and how much of it.
#[test]
fn whole_models() {
    snapshot!(shown(&compiled(&selects::whole_models(), &Postgres)));
}

/// Paths become joins: shared, inner as long as every row has a partner, outer from the first that may not.
#[test]
fn joins() {
    snapshot!(shown(&compiled(&selects::joins(), &Postgres)));
}

/// Conditions of every kind.
#[test]
fn conditions() {
    snapshot!(shown(&compiled(&selects::conditions(), &Postgres)));
}

/// What is selected beside an aggregate makes the groups; conditions on aggregates are asked of those.
#[test]
fn groups() {
    snapshot!(shown(&compiled(&selects::groups(), &Postgres)));
}

/// The rows of a query can be counted, and nothing else be asked of them.
#[test]
fn queries_inside_queries() {
    snapshot!(shown(&compiled(&selects::queries_inside_queries(), &Postgres)));
}

/// Names of any kind stay names.
#[test]
fn hostile_names() {
    snapshot!(shown(&compiled(&selects::hostile_names(), &Postgres)));
}

/// Rows that are locked when they are read: those of the model, and of what is named.
#[test]
fn locks() {
    snapshot!(shown(&compiled(&selects::locks(), &Postgres)));
}

/// Locks that leave the rows' keys alone.
#[test]
fn key_locks() {
    snapshot!(shown(&compiled(&selects::key_locks(), &Postgres)));
}
