//! `INSERT`, `UPDATE` and `DELETE`.

use crate::{
    models::*,
    mysql::{failure, shown},
    queries::{
        Query,
        writes::{self, delete_of, insert_of, name, update_of},
    },
};
use segue_orm_api::{
    ErrorKind,
    compile::{MariaDb, MySql},
    tree::{Arithmetic, Expr},
    value::Value,
};

fn refused(query: &Query) -> ErrorKind {
    failure(query.compile(&MySql))
}

#[test]
fn inserts() {
    snapshot!(shown(&writes::inserts()));
}

/// A row of which everything is left to the database.
#[test]
fn a_row_of_defaults() {
    let statement = insert_of(&NODE, &[], vec![vec![]], true).compile(&MariaDb).unwrap();
    assert_eq!(&*statement.text, "INSERT INTO `T1` () VALUES ()");
}

#[test]
fn updates() {
    snapshot!(shown(&writes::updates()));
}

/// The servers would round a number to the column's places, and cut a text's blanks: both are refused before.
#[test]
fn what_does_not_fit_is_refused() {
    assert_eq!(
        refused(&insert_of(&ARTIST, &["name"], vec![name("Tangerine Dream")], false)),
        ErrorKind::InvalidValue
    );
    assert_eq!(
        refused(&insert_of(&ARTIST, &["name"], vec![name("Can             ")], false)),
        ErrorKind::InvalidValue
    );
    assert_eq!(refused(&update_of(&ALBUM, &[("price", dec("9.999"))], vec![])), ErrorKind::InvalidValue);
    let stock = Expr::Value(Value::I64(1 << 40));
    assert_eq!(refused(&update_of(&ALBUM, &[("stock", stock)], vec![])), ErrorKind::InvalidValue);
    let broken = vec![vec![Value::Json("".into())]];
    assert_eq!(refused(&insert_of(&LEDGER, &["json"], broken, false)), ErrorKind::InvalidValue);
}

/// A decimal is not calculated with as a floating point number on its way into a column.
#[test]
fn decimals_and_floats_are_not_mixed() {
    let twice = |name| {
        let operand = Box::new(column(&TRACK, name));
        Expr::Arithmetic(Arithmetic::Multiply, operand, Box::new(int(2)))
    };
    assert_eq!(refused(&update_of(&ALBUM, &[("price", twice("seconds"))], vec![])), ErrorKind::Unsupported);
}

/// Lists longer than a statement takes are refused with both numbers.
#[test]
fn too_many_values_are_counted() {
    let list = |length| vec![Expr::In(Box::new(column(&TRACK, "id")), (0..length).map(int).collect())];
    // 32,769 would be filled up to 65,536: one list that cannot be filled up is left as it is.
    for length in [32_769, 65_535] {
        let statement = delete_of(&TRACK, list(length)).compile(&MySql).unwrap();
        assert_eq!(statement.params.len() as i64, length);
    }
    let message = delete_of(&TRACK, list(65_536)).compile(&MySql).unwrap_err().to_string();
    assert!(message.contains("65536") && message.contains("65535") && message.contains("split"), "{message}");
}
