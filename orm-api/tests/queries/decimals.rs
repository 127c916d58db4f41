//! Decimals in comparisons, arithmetic and means.

use super::{Labelled, Query, models::*};
use segue_orm_api::tree::{Aggregate, Arithmetic, Comparison, Expr, Select, Update};

pub(crate) fn arithmetic(operator: Arithmetic, left: Expr, right: Expr) -> Expr {
    Expr::Arithmetic(operator, Box::new(left), Box::new(right))
}

pub(crate) fn aggregate(function: Aggregate, name: &str) -> Expr {
    Expr::Aggregate { function, operand: Some(Box::new(column(&ALBUM, name))), distinct: false }
}

pub(crate) fn numbers_of_foreign_tables() -> Labelled {
    let amount = || column(&LEDGER, "amount");
    let statement = |set: Expr| {
        let set = vec![(LEDGER.field("amount").unwrap(), set)];
        let filters = vec![Expr::equal(amount(), dec("5.25")), Expr::equal(amount(), dec("5.00"))];
        Query::Update(Update { model: &LEDGER, filters, set })
    };
    vec![
        ("value", statement(dec("1.10"))),
        ("product", statement(arithmetic(Arithmetic::Multiply, amount(), dec("0.9")))),
        ("quotient", statement(arithmetic(Arithmetic::Divide, amount(), int(2)))),
        ("too many digits", statement(arithmetic(Arithmetic::Add, amount(), dec("1234567890.123456")))),
    ]
}

pub(crate) fn texts() -> Labelled {
    let price = || column(&ALBUM, "price");
    let rate = || column(&ALBUM, "rate");
    let filter = |left: Expr, right: Expr| {
        let mut select = Select::from(&ALBUM);
        select.filters.push(Expr::Compare(Comparison::Less, Box::new(left), Box::new(right)));
        Query::Select(select)
    };
    let update = |to: Expr| {
        let set = vec![(ALBUM.field("price").unwrap(), to)];
        Query::Update(Update { model: &ALBUM, filters: vec![], set })
    };
    let mean = |name| {
        let mut select = Select::from(&ALBUM);
        select.columns.push(aggregate(Aggregate::Avg, name));
        Query::Select(select)
    };
    vec![
        ("literal", filter(price(), dec("20"))),
        ("finer literal", filter(price(), dec("19.995"))),
        ("integer literal", filter(price(), int(20))),
        ("other places", filter(price(), rate())),
        ("same places", filter(price(), price())),
        ("integer column", filter(column(&ALBUM, "stock"), price())),
        ("decimal for an integer column", filter(column(&ALBUM, "stock"), dec("2.5"))),
        ("sum of other places", filter(arithmetic(Arithmetic::Add, price(), rate()), dec("1"))),
        ("sum with a literal", filter(arithmetic(Arithmetic::Add, price(), dec("0.5")), rate())),
        ("product with a literal", update(arithmetic(Arithmetic::Multiply, price(), dec("0.9")))),
        ("product with an integer", update(arithmetic(Arithmetic::Multiply, price(), int(2)))),
        ("finer column", update(rate())),
        ("same column", update(price())),
        ("mean", mean("price")),
    ]
}
