//! What MySQL is told otherwise than MariaDB.

use crate::{
    models::*,
    mysql::apart,
    queries::{Labelled, Query, decimals, numbers, selects, writes},
};
use segue_orm_api::{
    compile::{Dialect, MariaDb, MySql},
    tree::{Expr, Select},
    value::Value,
};

/// Of all queries that the dialects are tried with.
#[test]
fn everything() {
    let queries = [
        decimals::numbers_of_foreign_tables(),
        decimals::texts(),
        numbers::calculations(),
        numbers::aggregates(),
        numbers::literals(),
        numbers::orders(),
        selects::whole_models(),
        selects::joins(),
        selects::conditions(),
        selects::groups(),
        selects::queries_inside_queries(),
        selects::hostile_names(),
        writes::inserts(),
        writes::updates(),
    ];
    snapshot!(queries.iter().map(apart).collect::<String>());
}

/// A json document is a type of its own there, which some operators do not take.
#[test]
fn json() {
    let json = || column(&LEDGER, "json");
    let literal = |text: &str| Expr::Value(Value::Json(text.into()));
    let filter = |condition| {
        let mut select = Select::from(&LEDGER);
        select.filters.push(condition);
        Query::Select(select)
    };
    let boxed = |text| Box::new(literal(text));
    let queries: Labelled = vec![
        ("equal", filter(Expr::equal(json(), literal("{}")))),
        ("in", filter(Expr::In(Box::new(json()), vec![literal("{}"), literal("[]")]))),
        ("between", filter(Expr::Between(Box::new(json()), boxed("1"), boxed("2")))),
    ];
    snapshot!(apart(&queries));
}

/// Both are usable as a backend's static dialect, and know which rows come back.
#[test]
fn dialects() {
    let dialects: [&'static dyn Dialect; 2] = [&MySql, &MariaDb];
    assert_eq!(dialects.map(|dialect| dialect.name()), ["mysql", "mariadb"]);
    assert_eq!(dialects.map(|dialect| dialect.returns_rows()), [false, false]);
}
