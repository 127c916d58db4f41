//! Decimals in a real SQLite: as exact as on paper.

use crate::{
    models::*,
    queries::{
        compiled,
        decimals::{self, aggregate, arithmetic},
    },
    sqlite::*,
};
use proptest::prelude::*;
use rusqlite::{Connection, types::Value as Stored};
use rust_decimal::{Decimal, RoundingStrategy};
use segue_orm_api::{
    ErrorKind,
    compile::{self, Sqlite},
    error::Result,
    tree::{Aggregate, Arithmetic, Comparison, Expr, Update},
    value::{Cell, FieldType, Value},
};

type Holds = fn(&Decimal, &Decimal) -> bool;

const COMPARISONS: [(Comparison, Holds); 6] = [
    (Comparison::Equal, |a, b| a == b),
    (Comparison::NotEqual, |a, b| a != b),
    (Comparison::Less, |a, b| a < b),
    (Comparison::LessOrEqual, |a, b| a <= b),
    (Comparison::Greater, |a, b| a > b),
    (Comparison::GreaterOrEqual, |a, b| a >= b),
];

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A database with one album for each price and rate.
fn albums(rows: &[(Decimal, Decimal)]) -> Connection {
    let connection = database();
    insert(&connection, &ARTIST, &[("name", Value::Text("Can".into()))]);
    for (price, rate) in rows {
        insert(
            &connection,
            &ALBUM,
            &[
                ("title", Value::Text("x".into())),
                ("price", Value::Decimal(*price)),
                ("rate", Value::Decimal(*rate)),
                ("artist", Value::I64(1)),
                ("stock", Value::I32(3)),
            ],
        );
    }
    connection
}

/// The first row's value of `expr`, decoded by its inferred type.
fn value(connection: &Connection, expr: &Expr) -> Decimal {
    let cell = match select(connection, &ALBUM, expr.clone()).remove(0) {
        Stored::Integer(units) => Cell::I64(units),
        other => panic!("{other:?} is no integer"),
    };
    Decimal::decode(cell, expr.sql_type()).unwrap()
}

fn set(connection: &Connection, name: &str, to: Expr) -> Result<()> {
    let set = vec![(ALBUM.field(name).unwrap(), to)];
    let update = Update { model: &ALBUM, filters: vec![], set };
    run(connection, &compile::update(&update, &Sqlite)?).map(drop)
}

/// A literal between two units is less and greater than what it should be, and equal to nothing.
#[test]
fn literals_finer_than_the_column_compare() {
    let connection = albums(&[
        (number("19.99"), number("0")),
        (number("20.00"), number("0")),
        (number("-1"), number("0")),
    ]);
    let passing = |comparison, literal| {
        let price = Box::new(column(&ALBUM, "price"));
        count(&connection, &ALBUM, Expr::Compare(comparison, price, Box::new(dec(literal))))
    };
    for (comparison, holds) in COMPARISONS {
        for literal in
            ["19.995", "19.99", "20", "-1.001", "-0.999", "1000000000000000000", "99999999999999999999.5"]
        {
            let expected =
                ["19.99", "20.00", "-1"].iter().filter(|price| holds(&number(price), &number(literal)));
            assert_eq!(passing(comparison, literal), expected.count() as i64, "{comparison:?} {literal}");
        }
    }
    let between = |low, high| {
        let price = Box::new(column(&ALBUM, "price"));
        count(&connection, &ALBUM, Expr::Between(price, Box::new(dec(low)), Box::new(dec(high))))
    };
    assert_eq!((between("19.985", "19.995"), between("19.991", "19.999"), between("-1", "20")), (1, 0, 3));
    let one_of = Expr::In(Box::new(column(&ALBUM, "price")), vec![dec("20"), dec("19.995"), dec("-1.0")]);
    assert_eq!(count(&connection, &ALBUM, one_of), 2);
}

/// A third of ten, in cents, is rounded half away from zero; many small amounts lose nothing.
#[test]
fn sums_and_means_are_exact() {
    let prices: Vec<_> = (0..1000).map(|_| (number("0.10"), number("0.0001"))).collect();
    let connection = albums(&prices);
    assert_eq!(value(&connection, &aggregate(Aggregate::Sum, "price")).to_string(), "100.00");
    assert_eq!(value(&connection, &aggregate(Aggregate::Sum, "rate")).to_string(), "0.1000");
    for (prices, mean) in [
        (["10", "0", "0"], "3.333333"),
        (["-10", "0", "0"], "-3.333333"),
        (["20", "0", "0"], "6.666667"),
        (["-20", "0", "0"], "-6.666667"),
        (["99999999.99", "99999999.99", "99999999.98"], "99999999.986667"),
    ] {
        let connection = albums(&prices.map(|price| (number(price), number("0"))));
        assert_eq!(value(&connection, &aggregate(Aggregate::Avg, "price")).to_string(), mean);
    }
    let none = select(&albums(&[]), &ALBUM, aggregate(Aggregate::Avg, "price"));
    assert_eq!(none, [Stored::Null]);
}

/// A result that does not fit is refused by the database, never cut.
#[test]
fn what_overflows_is_refused() {
    let connection = albums(&[(number("99999999.99"), number("1"))]);
    let price = || column(&ALBUM, "price");
    let tenfold = arithmetic(Arithmetic::Multiply, price(), dec("10"));
    assert_eq!(failure(set(&connection, "price", tenfold)), ErrorKind::InvalidValue);
    let square = || arithmetic(Arithmetic::Multiply, price(), price());
    let fourth = || arithmetic(Arithmetic::Multiply, square(), square());
    let nothing = arithmetic(Arithmetic::Subtract, fourth(), fourth());
    assert_eq!(failure(set(&connection, "price", nothing)), ErrorKind::InvalidValue);
    assert_eq!(value(&connection, &price()).to_string(), "99999999.99");
}

/// What SQLite cannot do exactly says which capability lacks.
#[test]
fn division_is_unsupported() {
    let connection = albums(&[]);
    let half = arithmetic(Arithmetic::Divide, column(&ALBUM, "price"), dec("2"));
    let error = set(&connection, "price", half).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("divides_decimals"), "{error}");
}

/// SQLite's own numbers, for tables that Segue did not make.
#[test]
fn numbers_of_foreign_tables() {
    snapshot!(shown(&compiled(&decimals::numbers_of_foreign_tables(), &Sqlite)));
}

#[test]
fn texts() {
    snapshot!(shown(&compiled(&decimals::texts(), &Sqlite)));
}

fn rounded(exact: Decimal, places: u32) -> Decimal {
    exact.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Comparison, arithmetic and rounding agree with exact decimals.
    #[test]
    fn arithmetic_is_exact(
        price in -1_000_000_i64..1_000_000,
        rate in -1_000_000_i64..1_000_000,
        literal in -100_000_i64..100_000,
        scale in 0_u32..6,
    ) {
        let (price, rate, literal) = (Decimal::new(price, 2), Decimal::new(rate, 4), Decimal::new(literal, scale));
        let connection = albums(&[(price, rate)]);
        let sides = [
            (column(&ALBUM, "price"), price),
            (column(&ALBUM, "rate"), rate),
            (column(&ALBUM, "stock"), Decimal::from(3)),
            (Expr::Value(Value::Decimal(literal)), literal),
        ];
        for (left, a) in &sides {
            for (right, b) in &sides {
                for (comparison, holds) in COMPARISONS {
                    let filter = Expr::Compare(comparison, Box::new(left.clone()), Box::new(right.clone()));
                    prop_assert_eq!(count(&connection, &ALBUM, filter) == 1, holds(a, b), "{} {:?} {}", a, comparison, b);
                }
                for (operator, exact) in [
                    (Arithmetic::Add, *a + *b),
                    (Arithmetic::Subtract, *a - *b),
                    (Arithmetic::Multiply, *a * *b),
                ] {
                    let expr = arithmetic(operator, left.clone(), right.clone());
                    if expr.sql_type().name() != "decimal" {
                        continue;
                    }
                    prop_assert_eq!(value(&connection, &expr), exact, "{} {:?} {}", a, operator, b);
                    let before = albums(&[(price, rate)]);
                    if exact.abs() < Decimal::from(99_999_999) {
                        set(&before, "price", expr).unwrap();
                        prop_assert_eq!(value(&before, &column(&ALBUM, "price")), rounded(exact, 2));
                    }
                }
            }
        }
    }

    /// A mean is the exact one, rounded half away from zero.
    #[test]
    fn means_are_rounded_once(prices in proptest::collection::vec(-999_999_999_i64..999_999_999, 1..12)) {
        let rows: Vec<_> = prices.iter().map(|price| (Decimal::new(*price, 2), Decimal::ZERO)).collect();
        let sum: Decimal = rows.iter().map(|(price, _)| *price).sum();
        let mean = value(&albums(&rows), &aggregate(Aggregate::Avg, "price"));
        prop_assert_eq!(mean, rounded(sum / Decimal::from(rows.len()), 6));
    }
}
