//! Numbers, aggregates, literals and orders of every type.

use crate::{
    postgres::shown,
    queries::{compiled, numbers},
};
use segue_orm_api::compile::Postgres;

/// Arithmetic on integers and floating point numbers of every width.
#[test]
fn calculations() {
    snapshot!(shown(&compiled(&numbers::calculations(), &Postgres)));
}

/// Every aggregate of every kind of operand.
#[test]
fn aggregates() {
    snapshot!(shown(&compiled(&numbers::aggregates(), &Postgres)));
}

/// Literals of every type, and NULL in their place.
#[test]
fn literals() {
    snapshot!(shown(&compiled(&numbers::literals(), &Postgres)));
}

/// Where NULLs can be, they come first ascending and last descending.
#[test]
fn orders() {
    snapshot!(shown(&compiled(&numbers::orders(), &Postgres)));
}
