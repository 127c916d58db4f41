//! Integers and floating point numbers in arithmetic and aggregates, and the aggregates of what is no number.

use super::{Labelled, Query, decimals::arithmetic, models::*};
use segue_orm_api::{
    model::ModelDef,
    tree::{Aggregate, Arithmetic, Comparison, Direction, Expr, Order, Select},
    value::{SqlType, Value},
};

fn selected(model: &'static ModelDef, expr: Expr) -> Query {
    let mut select = Select::from(model);
    select.columns.push(expr);
    Query::Select(select)
}

fn aggregate(function: Aggregate, operand: Expr, distinct: bool) -> Expr {
    Expr::Aggregate { function, operand: Some(Box::new(operand)), distinct }
}

/// Arithmetic on integers and floating point numbers of every width.
pub(crate) fn calculations() -> Labelled {
    use Arithmetic::{Add, Divide, Multiply, Remainder};
    let year = || column(&LEDGER, "year");
    let small = || column(&LEDGER, "small");
    let ratio = || column(&LEDGER, "ratio");
    let i16 = |number| Expr::Value(Value::I16(number));
    let f32 = |number| Expr::Value(Value::F32(number));
    let of = |expr| selected(&LEDGER, expr);
    vec![
        ("narrow integers", of(arithmetic(Multiply, year(), year()))),
        ("narrow integer and literal", of(arithmetic(Multiply, year(), i16(1000)))),
        ("narrow integer and wide literal", of(arithmetic(Multiply, year(), int(70_000)))),
        ("two widths", of(arithmetic(Add, year(), small()))),
        ("wide integers", selected(&TRACK, arithmetic(Add, column(&TRACK, "id"), int(1)))),
        ("quotient", of(arithmetic(Divide, small(), year()))),
        ("remainder", of(arithmetic(Remainder, small(), i16(7)))),
        ("nested", of(arithmetic(Divide, arithmetic(Add, year(), small()), small()))),
        ("narrow floats", of(arithmetic(Multiply, ratio(), ratio()))),
        ("narrow float and literal", of(arithmetic(Divide, ratio(), f32(0.5)))),
        ("narrow float and integer", of(arithmetic(Add, ratio(), year()))),
        ("wide float", selected(&TRACK, arithmetic(Add, column(&TRACK, "seconds"), int(1)))),
        ("null", of(arithmetic(Add, year(), Expr::Value(Value::Null(SqlType::I16))))),
        ("remainder of floats", of(arithmetic(Remainder, ratio(), ratio()))),
        ("decimal and float", selected(&ALBUM, arithmetic(Add, column(&ALBUM, "price"), f32(0.5)))),
        ("condition", {
            let mut select = Select::from(&LEDGER);
            let product = arithmetic(Multiply, year(), i16(1000));
            select.filters.push(Expr::Compare(Comparison::Greater, Box::new(product), Box::new(small())));
            let wide = Expr::Value(Value::F64(0.1));
            select.filters.push(Expr::equal(ratio(), wide));
            select.filters.push(Expr::equal(ratio(), f32(0.1)));
            Query::Select(select)
        }),
    ]
}

/// Every aggregate of every kind of operand.
pub(crate) fn aggregates() -> Labelled {
    use Aggregate::{Avg, Max, Min, Sum};
    let of = |function, name: &str| selected(&LEDGER, aggregate(function, column(&LEDGER, name), false));
    let distinct = |function, name: &str| selected(&LEDGER, aggregate(function, column(&LEDGER, name), true));
    let number = || column(&TRACK, "id");
    vec![
        ("sum of narrow integers", of(Sum, "year")),
        ("sum of wide integers", selected(&TRACK, aggregate(Sum, number(), false))),
        ("sum of narrow floats", of(Sum, "ratio")),
        ("sum of different narrow floats", distinct(Sum, "ratio")),
        ("sum of wide floats", selected(&TRACK, aggregate(Sum, column(&TRACK, "seconds"), false))),
        ("sum of an expression", {
            let product = arithmetic(Arithmetic::Multiply, column(&LEDGER, "year"), int(2));
            selected(&LEDGER, aggregate(Sum, product, false))
        }),
        ("mean of integers", of(Avg, "small")),
        ("mean of different integers", distinct(Avg, "small")),
        ("mean of wide integers", selected(&TRACK, aggregate(Avg, number(), false))),
        ("mean of narrow floats", of(Avg, "ratio")),
        ("least boolean", of(Min, "open")),
        ("greatest boolean", of(Max, "open")),
        ("least uuid", of(Min, "id")),
        ("greatest uuid", of(Max, "id")),
        ("least bytes", of(Min, "data")),
        ("greatest bytes", of(Max, "data")),
        ("least time", of(Min, "at")),
        ("greatest moment", of(Max, "moment")),
        ("greatest text", selected(&ALBUM, aggregate(Max, column(&ALBUM, "title"), false))),
    ]
}

/// Literals of every type, selected and compared.
pub(crate) fn literals() -> Labelled {
    let moment = chrono::DateTime::from_timestamp(1_700_000_000, 5_000).unwrap();
    let fields = [
        ("id", Value::Uuid(uuid::Uuid::nil())),
        ("amount", Value::Decimal("5.25".parse().unwrap())),
        ("open", Value::Bool(true)),
        ("year", Value::I16(-5)),
        ("ratio", Value::F32(0.5)),
        ("data", Value::Bytes([0, 255].as_slice().into())),
        ("at", Value::Time(moment.time())),
        ("local", Value::DateTime(moment.naive_utc())),
        ("moment", Value::Timestamp(moment)),
        ("json", Value::Json(r#"{"a": 1}"#.into())),
        ("small", Value::I32(3)),
    ];
    let of = |name: &'static str, value: &Value| {
        let mut select = Select::from(&LEDGER);
        let null = Expr::Value(Value::Null(value.sql_type()));
        select.columns.push(column(&LEDGER, name));
        select.filters = vec![
            Expr::equal(column(&LEDGER, name), Expr::Value(value.clone())),
            Expr::In(Box::new(column(&LEDGER, name)), vec![Expr::Value(value.clone()), null]),
        ];
        (name, Query::Select(select))
    };
    fields.iter().map(|(name, value)| of(name, value)).collect()
}

/// Where NULLs can be, they come first ascending and last descending.
pub(crate) fn orders() -> Labelled {
    let by = |model: &'static ModelDef, by: Expr, direction| {
        let mut select = Select::from(model);
        select.columns.push(column(model, "id"));
        select.order.push(Order { by, direction });
        Query::Select(select)
    };
    use Direction::{Ascending, Descending};
    let producer = || over(&[forward(&ALBUM, "producer")], "name");
    let sum = || arithmetic(Arithmetic::Add, column(&ALBUM, "id"), int(1));
    vec![
        ("never null", by(&ALBUM, column(&ALBUM, "title"), Ascending)),
        ("never null, backwards", by(&ALBUM, column(&ALBUM, "title"), Descending)),
        ("nullable", by(&ALBUM, column(&ALBUM, "stock"), Ascending)),
        ("nullable, backwards", by(&ALBUM, column(&ALBUM, "stock"), Descending)),
        ("required relation", by(&ALBUM, over(&[forward(&ALBUM, "artist")], "name"), Ascending)),
        ("optional relation", by(&ALBUM, producer(), Ascending)),
        ("optional relation, backwards", by(&ALBUM, producer(), Descending)),
        ("key of an optional relation", by(&ALBUM, over(&[forward(&ALBUM, "producer")], "id"), Ascending)),
        ("expression", by(&ALBUM, sum(), Ascending)),
    ]
}
