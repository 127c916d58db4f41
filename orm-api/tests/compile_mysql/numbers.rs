//! Numbers, aggregates, literals and orders of every type.

use crate::{
    models::*,
    mysql::{failure, shown},
    queries::{Labelled, Query, decimals::arithmetic, numbers},
};
use segue_orm_api::{
    ErrorKind,
    compile::MySql,
    tree::{Aggregate, Arithmetic, Expr, Select},
    value::Value,
};

/// Arithmetic on integers and floating point numbers of every width.
#[test]
fn calculations() {
    snapshot!(shown(&numbers::calculations()));
}

/// Every aggregate of every kind of operand.
#[test]
fn aggregates() {
    snapshot!(shown(&numbers::aggregates()));
}

/// Literals of every type, and NULL in their place.
#[test]
fn literals() {
    snapshot!(shown(&numbers::literals()));
}

/// NULLs come first ascending and last descending by themselves.
#[test]
fn orders() {
    snapshot!(shown(&numbers::orders()));
}

fn selected(expr: Expr) -> Query {
    let mut select = Select::from(&LEDGER);
    select.columns.push(expr);
    Query::Select(select)
}

fn of(function: Aggregate, operand: Expr) -> Expr {
    Expr::Aggregate { function, operand: Some(Box::new(operand)), distinct: false }
}

/// A result is of the type that it is read as, wherever the arithmetic stands.
#[test]
fn nested() {
    let (year, ratio) = (|| column(&LEDGER, "year"), || column(&LEDGER, "ratio"));
    let twice = |expr| arithmetic(Arithmetic::Multiply, expr, Expr::Value(Value::I16(2)));
    let queries: Labelled = vec![
        ("greatest of narrow floats", selected(of(Aggregate::Max, twice(ratio())))),
        ("sum divided", selected(arithmetic(Arithmetic::Divide, of(Aggregate::Sum, year()), int(2)))),
        ("sum as divisor", selected(arithmetic(Arithmetic::Divide, int(2), of(Aggregate::Sum, year())))),
        ("mean doubled", selected(twice(of(Aggregate::Avg, year())))),
    ];
    snapshot!(shown(&queries));
}

/// A json document has no order on every database.
#[test]
fn json_has_no_extremes() {
    let least = selected(of(Aggregate::Min, column(&LEDGER, "json")));
    assert_eq!(failure(least.compile(&MySql)), ErrorKind::Unsupported);
}

/// What the servers do not keep does not compare with what they do.
#[test]
fn nan_is_refused() {
    let mut select = Select::from(&TRACK);
    select.filters.push(Expr::equal(column(&TRACK, "seconds"), Expr::Value(Value::F64(f64::NAN))));
    assert_eq!(failure(Query::Select(select).compile(&MySql)), ErrorKind::InvalidValue);
}
