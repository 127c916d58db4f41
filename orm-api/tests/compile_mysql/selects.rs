//! `SELECT`: joins, groups, orders, limits.

use crate::{mysql::shown, queries::selects};

/// What is selected, in which order, and how much of it.
#[test]
fn whole_models() {
    snapshot!(shown(&selects::whole_models()));
}

/// Paths become joins: shared, inner as long as every row has a partner, outer from the first that may not.
#[test]
fn joins() {
    snapshot!(shown(&selects::joins()));
}

/// Conditions of every kind.
#[test]
fn conditions() {
    snapshot!(shown(&selects::conditions()));
}

/// What is selected beside an aggregate makes the groups; conditions on aggregates are asked of those.
#[test]
fn groups() {
    snapshot!(shown(&selects::groups()));
}

/// The rows of a query can be counted, and nothing else be asked of them.
#[test]
fn queries_inside_queries() {
    snapshot!(shown(&selects::queries_inside_queries()));
}

/// Names of any kind stay names.
#[test]
fn hostile_names() {
    snapshot!(shown(&selects::hostile_names()));
}

/// Rows that are locked when they are read; only MySQL can be told which of the joined tables'.
#[test]
fn locks() {
    snapshot!(shown(&selects::locks()));
}

/// Locks that leave the rows' keys alone are refused.
#[test]
fn key_locks() {
    snapshot!(shown(&selects::key_locks()));
}
