//! Queries with values in every place that one can stand in.

use super::models::*;
use rust_decimal::Decimal;
use segue_orm_api::{
    tree::{Aggregate, Arithmetic, Comparison, Expr, Match, Select, Update},
    value::Value,
};

/// One query with the values in every place that a value can stand in.
pub(crate) fn query(number: Decimal, integer: i64, words: &str, ids: &[i64], limit: u64) -> Select {
    let price = || Box::new(column(&ALBUM, "price"));
    let literal = || Box::new(Expr::Value(Value::Decimal(number)));
    let scaled = |operator| Expr::Arithmetic(operator, price(), literal());
    let mut select = Select::from(&ALBUM);
    select.columns =
        vec![scaled(Arithmetic::Add), scaled(Arithmetic::Multiply), Expr::Value(Value::I64(integer))];
    select.columns.push(Expr::Aggregate {
        function: Aggregate::Avg,
        operand: Some(Box::new(scaled(Arithmetic::Subtract))),
        distinct: false,
    });
    let less = |left, right| Expr::Compare(Comparison::Less, left, right);
    select.filters = vec![
        less(price(), literal()),
        less(Box::new(scaled(Arithmetic::Multiply)), Box::new(column(&ALBUM, "rate"))),
        Expr::Between(Box::new(scaled(Arithmetic::Add)), literal(), Box::new(column(&ALBUM, "rate"))),
        Expr::In(Box::new(column(&ALBUM, "id")), ids.iter().copied().map(int).collect()),
    ];
    for ignore_case in [false, true] {
        let (operand, text) = (Box::new(column(&ALBUM, "title")), Box::new(text(words)));
        select.filters.push(Expr::Like { operand, place: Match::EndsWith, text, ignore_case });
    }
    (select.limit, select.offset) = (Some(limit), Some(limit));
    select
}

/// An update that has to round, or not, with the literal's places.
pub(crate) fn update(number: Value) -> Update {
    let price = Box::new(column(&ALBUM, "price"));
    let product = Expr::Arithmetic(Arithmetic::Multiply, price, Box::new(Expr::Value(number)));
    Update { model: &ALBUM, filters: vec![], set: vec![(&ALBUM.fields[2], product)] }
}
