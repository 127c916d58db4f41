//! No text depends on a value.

use crate::models::*;
use proptest::prelude::*;
use rust_decimal::Decimal;
use segue_orm_api::{
    compile::{self, Sqlite},
    tree::{Aggregate, Arithmetic, Comparison, Expr, Match, Select, Update},
    value::{SqlType, Value},
};

/// One query with the values in every place that a value can stand in.
fn query(number: Decimal, integer: i64, words: &str, ids: &[i64], limit: u64) -> Select {
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
fn update(number: Value) -> Update {
    let price = Box::new(column(&ALBUM, "price"));
    let product = Expr::Arithmetic(Arithmetic::Multiply, price, Box::new(Expr::Value(number)));
    Update { model: &ALBUM, filters: vec![], set: vec![(&ALBUM.fields[2], product)] }
}

proptest! {
    #[test]
    fn texts_do_not_depend_on_values(
        mantissa in -1_000_000_i64..1_000_000,
        scale in 0_u32..8,
        integer: i64,
        words in "[a-z%_\\\\' ]{0,8}",
        ids in proptest::collection::vec(any::<i64>(), 5..=8),
        limit: u64,
    ) {
        let plain = compile::select(&query(Decimal::ONE, 1, "x", &[1, 2, 3, 4, 5, 6, 7, 8], 1), &Sqlite).unwrap();
        let number = Decimal::new(mantissa, scale);
        let other = compile::select(&query(number, integer, &words, &ids, limit), &Sqlite).unwrap();
        prop_assert_eq!(&plain.text, &other.text);
        prop_assert_eq!(&plain.placeholders, &other.placeholders);
        for value in [Value::Decimal(number), Value::Null(SqlType::Decimal(match column(&ALBUM, "rate").sql_type() {
            SqlType::Decimal(digits) => digits,
            _ => unreachable!(),
        }))] {
            let plain = compile::update(&update(Value::Decimal(Decimal::ONE)), &Sqlite).unwrap();
            let other = compile::update(&update(value), &Sqlite).unwrap();
            prop_assert_eq!(&plain.text, &other.text);
        }
    }

    /// Placeholders lie where they are said to, one for each value.
    #[test]
    fn placeholders_are_recorded(ids in proptest::collection::vec(any::<i64>(), 0..40)) {
        let statement = compile::select(&query(Decimal::ONE, 1, "?", &ids, 3), &Sqlite).unwrap();
        prop_assert_eq!(statement.placeholders.len(), statement.params.len());
        for (start, end) in statement.placeholders.iter() {
            prop_assert_eq!(&statement.text[*start as usize..*end as usize], "?");
        }
    }
}
