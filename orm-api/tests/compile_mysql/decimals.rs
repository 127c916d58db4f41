//! Decimals, which the servers have.

use crate::{
    models::*,
    mysql::{failure, shown},
    queries::{
        Labelled, Query,
        decimals::{self, aggregate, arithmetic},
    },
};
use segue_orm_api::{
    ErrorKind,
    compile::{MariaDb, MySql},
    tree::{Aggregate, Arithmetic, Comparison, Expr, Select, Update},
};

/// SQLite's own numbers are decimals like any other.
#[test]
fn numbers_of_foreign_tables() {
    snapshot!(shown(&decimals::numbers_of_foreign_tables()));
}

#[test]
fn texts() {
    snapshot!(shown(&decimals::texts()));
}

/// A quotient is rounded where it is selected, stored or compared with a mean, and nowhere before.
#[test]
fn quotients() {
    let price = || column(&ALBUM, "price");
    let third = || arithmetic(Arithmetic::Divide, price(), int(3));
    let select = |expr: Expr| {
        let mut select = Select::from(&ALBUM);
        select.columns.push(expr);
        Query::Select(select)
    };
    let queries: Labelled = vec![
        ("selected", select(third())),
        ("by a finer column", select(arithmetic(Arithmetic::Divide, price(), column(&ALBUM, "rate")))),
        ("by a finer literal", select(arithmetic(Arithmetic::Divide, price(), dec("0.125")))),
        ("inside", select(arithmetic(Arithmetic::Multiply, third(), int(3)))),
        ("remainder", select(arithmetic(Arithmetic::Remainder, price(), dec("0.3")))),
        ("integers first", {
            let half = arithmetic(Arithmetic::Divide, column(&ALBUM, "stock"), int(2));
            select(arithmetic(Arithmetic::Multiply, half, price()))
        }),
        ("summed", {
            let operand = Some(Box::new(third()));
            select(Expr::Aggregate { function: Aggregate::Sum, operand, distinct: false })
        }),
        ("compared", {
            let mut select = Select::from(&ALBUM);
            let mean = aggregate(Aggregate::Avg, "price");
            select.filters.push(Expr::Compare(Comparison::Less, Box::new(mean), Box::new(dec("3.33"))));
            select.columns.push(Expr::count_all());
            Query::Select(select)
        }),
        (
            "stored",
            Query::Update(Update {
                model: &ALBUM,
                filters: vec![Expr::Compare(Comparison::Less, Box::new(third()), Box::new(dec("3.34")))],
                set: vec![(ALBUM.field("rate").unwrap(), third())],
            }),
        ),
    ];
    snapshot!(shown(&queries));
}

/// A product that would be rounded on the way is refused.
#[test]
fn products_are_exact() {
    let product = |places: &str| {
        let fine = arithmetic(Arithmetic::Multiply, dec("0.0000000000000000000000000001"), dec(places));
        let mut select = Select::from(&ALBUM);
        select.columns.push(arithmetic(Arithmetic::Multiply, column(&ALBUM, "price"), fine));
        Query::Select(select)
    };
    assert!(product("3").compile(&MariaDb).is_ok());
    assert_eq!(failure(product("0.3").compile(&MySql)), ErrorKind::Unsupported);
}
