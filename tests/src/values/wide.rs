//! Decimals with as many digits as the application's have, which SQLite does not.

use super::{
    both::Both,
    same::{as_kept, same},
    words,
};
use orm_api::value::Value;
use rust_decimal::Decimal;
use segue::{Database, Engine, prelude::*};

/// Decimals of 28 digits, all before the point, all behind it, or on both sides.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wide")]
struct Wide {
    #[field(primary_key, auto)]
    id: i64,
    #[field(max_digits = 28, decimal_places = 0)]
    whole: Decimal,
    #[field(max_digits = 28, decimal_places = 28)]
    part: Decimal,
    #[field(max_digits = 28, decimal_places = 10)]
    both: Decimal,
}

/// Each as text, one for each column.
const ROWS: [[&str; 3]; 5] = [
    ["9999999999999999999999999999", "0.9999999999999999999999999999", "999999999999999999.9999999999"],
    ["-9999999999999999999999999999", "-0.9999999999999999999999999999", "-999999999999999999.9999999999"],
    ["1000000000000000000000000000", "0.0000000000000000000000000001", "100000000000000000.0000000001"],
    ["18446744073709551616", "-0.0000000000000000000000000001", "0.0000000001"],
    ["0", "0.1", "-10000.00010000"],
];

/// Makes the table where there can be such a one.
pub(super) fn prepare(engine: Engine, db: &Database) -> Result<(), String> {
    match engine {
        Engine::Sqlite => Ok(()),
        _ => create_tables(db, &[Wide::def()]).wait().map_err(words),
    }
}

/// Each column keeps its own and no more; a database without room for such a column refuses to make it.
pub(super) fn check(both: &Both) -> Result<(), String> {
    if both.engine == Engine::Sqlite {
        let kind = create_tables(&both.sent, &[Wide::def()]).wait().err().map(|error| error.kind());
        return match kind == Some(ErrorKind::Unsupported) && both.sent.is_empty() {
            true => Ok(()),
            false => Err(format!("28 digits gave {kind:?}, expected Unsupported, and nothing sent")),
        };
    }
    ROWS.iter().try_for_each(|row| kept(both, row))?;
    refused(both)
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap_or_default()
}

fn kept(both: &Both, row: &[&str; 3]) -> Result<(), String> {
    let [whole, part, mixed] = row.map(number);
    let written =
        Wide::objects().create(&both.writer, NewWide { whole, part, both: mixed }).wait().map_err(words)?;
    let query = Wide::objects().by_pk(written.id);
    let equal = Wide::whole.eq(whole) & Wide::part.eq(part) & Wide::both.eq(mixed);
    let read = query.filter(equal).get(&both.reader).wait().map_err(words)?;
    for (index, value) in [whole, part, mixed].map(Value::Decimal).iter().enumerate() {
        let field = &Wide::def().fields[index + 1];
        both.stored.holds(Wide::def(), field, written.id, value)?;
        let found = read.encode_field(index + 1);
        if !same(&found, &as_kept(field.ty, value)) {
            return Err(format!("{} of {row:?} is read as {found:?}", field.column));
        }
    }
    Ok(())
}

/// One digit more on either side.
fn refused(both: &Both) -> Result<(), String> {
    both.sent.clear();
    for [whole, part, mixed] in [
        ["10000000000000000000000000000", "0", "0"],
        ["0.5", "0", "0"],
        ["0", "1", "0"],
        ["0", "0", "1000000000000000000"],
    ] {
        let row = NewWide { whole: number(whole), part: number(part), both: number(mixed) };
        let kind = Wide::objects().create(&both.sent, row).wait().err().map(|error| error.kind());
        if kind != Some(ErrorKind::InvalidValue) || !both.sent.is_empty() {
            return Err(format!(
                "{whole}, {part}, {mixed} gave {kind:?}, expected InvalidValue, and nothing sent"
            ));
        }
    }
    Ok(())
}
