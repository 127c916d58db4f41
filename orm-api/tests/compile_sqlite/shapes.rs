//! No text depends on a value.

use crate::{
    models::*,
    queries::shapes::{query, update},
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use segue_orm_api::{
    compile::{self, Sqlite},
    value::{SqlType, Value},
};

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
