//! No text depends on a value.

use crate::{
    models::*,
    mysql::check_placeholders,
    queries::shapes::{query, update},
};
use proptest::{
    num::{f32::NORMAL as F32, f64::NORMAL as F64},
    prelude::*,
};
use rust_decimal::Decimal;
use segue_orm_api::{
    compile::{self, MySql},
    tree::{Arithmetic, Expr, Select},
    value::{SqlType, Value},
};
use std::mem::discriminant;

/// A quotient, whose places are those of the literal where it has more.
fn quotient(number: Value) -> Select {
    let mut select = Select::from(&ALBUM);
    let (price, number) = (Box::new(column(&ALBUM, "price")), Box::new(Expr::Value(number)));
    select.columns.push(Expr::Arithmetic(Arithmetic::Divide, price, number));
    select
}

/// Of each parameter, as what a driver declares it.
fn declared(params: &[Value]) -> Vec<std::mem::Discriminant<SqlType>> {
    params.iter().map(|value| discriminant(&value.sql_type())).collect()
}

proptest! {
    /// Neither the text nor the types of its parameters depend on a value, NULL included.
    #[test]
    fn texts_do_not_depend_on_values(
        mantissa in -1_000_000_i64..1_000_000,
        scale in 0_u32..8,
        integer: i64,
        words in "[a-z%_\\\\' ]{0,8}",
        ids in proptest::collection::vec(any::<i64>(), 5..=8),
        limit: u64,
    ) {
        let plain = compile::select(&query(Decimal::ONE, 1, "x", &[1, 2, 3, 4, 5, 6, 7, 8], 1), &MySql).unwrap();
        let number = Decimal::new(mantissa, scale);
        let other = compile::select(&query(number, integer, &words, &ids, limit), &MySql).unwrap();
        prop_assert_eq!(&plain.text, &other.text);
        prop_assert_eq!(&plain.placeholders, &other.placeholders);
        prop_assert_eq!(declared(&plain.params), declared(&other.params));
        let null = Value::Null(column(&ALBUM, "rate").sql_type());
        for value in [Value::Decimal(number), null] {
            let plain = compile::update(&update(Value::Decimal(Decimal::ONE)), &MySql).unwrap();
            let other = compile::update(&update(value.clone()), &MySql).unwrap();
            prop_assert_eq!(&plain.text, &other.text);
            prop_assert_eq!(declared(&plain.params), declared(&other.params));
            let plain = compile::select(&quotient(Value::Decimal(Decimal::ONE)), &MySql).unwrap();
            let other = compile::select(&quotient(value), &MySql).unwrap();
            prop_assert_eq!(&plain.text, &other.text);
        }
    }

    /// A literal is bound as a type that depends on its own and the column's alone: as any other value, or NULL.
    #[test]
    fn types_do_not_depend_on_values(integer: i16, mantissa: i32, scale in 0_u32..8, single in F32, double in F64) {
        let literals = [
            (Value::I16(1), Value::I16(integer)),
            (Value::I64(1), Value::I64(integer.into())),
            (Value::Decimal(Decimal::ONE), Value::Decimal(Decimal::new(mantissa.into(), scale))),
            (Value::F32(1.0), Value::F32(single)),
            (Value::F64(1.0), Value::F64(double)),
        ];
        for name in ["amount", "year", "ratio", "small"] {
            for (one, other) in &literals {
                let filter = |value: &Value| {
                    let mut select = Select::from(&LEDGER);
                    select.filters.push(Expr::equal(column(&LEDGER, name), Expr::Value(value.clone())));
                    compile::select(&select, &MySql)
                };
                let Ok(expected) = filter(one) else { continue };
                for value in [other, &Value::Null(one.sql_type())] {
                    let found = filter(value).unwrap();
                    prop_assert_eq!(&expected.text, &found.text);
                    prop_assert_eq!(declared(&expected.params), declared(&found.params));
                }
            }
        }
    }

    /// Placeholders lie where they are said to, one for each value.
    #[test]
    fn placeholders_are_recorded(ids in proptest::collection::vec(any::<i64>(), 0..40)) {
        let statement = compile::select(&query(Decimal::ONE, 1, "?", &ids, 3), &MySql).unwrap();
        check_placeholders(&statement);
    }
}
