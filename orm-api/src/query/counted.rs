//! Which rows a query has, whatever they show: what `count` and `exists` ask.

use crate::tree::{Expr, Select, Source};

/// A query that counts the rows of `select`.
pub(super) fn counting(select: &Select) -> Select {
    let rows = deciding(select);
    let columns = vec![Expr::count_all()];
    match is_plain(&rows) && rows.limit.is_none() && rows.offset.is_none() {
        true => Select { columns, ..rows },
        false => Select { columns, ..Select::over(Source::Subquery(Box::new(rows))) },
    }
}

/// A query that gives one row if `select` has any, and none otherwise.
pub(super) fn existing(select: &Select) -> Select {
    let mut rows = deciding(select);
    rows.limit = Some(rows.limit.unwrap_or(1).min(1));
    match is_plain(&rows) {
        true => rows,
        false => Select::over(Source::Subquery(Box::new(rows))),
    }
}

/// Whether the rows of `select` are groups.
pub(super) fn is_grouped(select: &Select) -> bool {
    let ordered = select.order.iter().any(|order| order.by.has_aggregate());
    ordered || select.columns.iter().chain(&select.filters).any(Expr::has_aggregate)
}

/// Leaves only what decides which rows there are: an aggregate makes groups of all that is selected, and a path to
/// many makes several rows of one, also where only an order or a selected column follows it.
fn deciding(select: &Select) -> Select {
    let mut rows = select.clone();
    if !is_grouped(select) {
        rows.whole_model = false;
        rows.columns.retain(Expr::has_many);
    }
    rows.order.retain(|order| order.by.has_aggregate() || order.by.has_many());
    rows.related.clear();
    rows.locking = None;
    rows
}

/// Whether nothing is selected and nothing ordered.
fn is_plain(rows: &Select) -> bool {
    !rows.whole_model && rows.columns.is_empty() && rows.order.is_empty()
}
