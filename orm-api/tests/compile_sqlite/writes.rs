//! `INSERT`, `UPDATE` and `DELETE`.

use crate::{
    models::*,
    queries::{
        compiled,
        writes::{self, name},
    },
    sqlite::*,
};
use segue_orm_api::{
    ErrorKind,
    backend::Statement,
    compile::Sqlite,
    error::Result,
    model::ModelDef,
    tree::{Arithmetic, Expr},
    value::Value,
};

fn insert_of(
    model: &'static ModelDef,
    names: &[&str],
    rows: Vec<Vec<Value>>,
    returning: bool,
) -> Result<Statement> {
    writes::insert_of(model, names, rows, returning).compile(&Sqlite)
}

fn update_of(model: &'static ModelDef, set: &[(&str, Expr)], filters: Vec<Expr>) -> Result<Statement> {
    writes::update_of(model, set, filters).compile(&Sqlite)
}

fn delete_of(model: &'static ModelDef, filters: Vec<Expr>) -> Result<Statement> {
    writes::delete_of(model, filters).compile(&Sqlite)
}

#[test]
fn inserts() {
    snapshot!(shown(&compiled(&writes::inserts(), &Sqlite)));
}

/// A row of which everything is left to the database.
#[test]
fn a_row_of_defaults() {
    let statement = insert_of(&NODE, &[], vec![vec![]], false).unwrap();
    assert_eq!(&*statement.text, r#"INSERT INTO "T1" DEFAULT VALUES"#);
}

#[test]
fn updates() {
    snapshot!(shown(&compiled(&writes::updates(), &Sqlite)));
}

/// The error of a value that does not fit names the place in words and as data.
#[test]
fn what_does_not_fit_is_named() {
    let error = insert_of(&ARTIST, &["name"], vec![name("Tangerine Dream")], false).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert_eq!((error.table(), error.column()), (Some("artist"), Some("name")));
    let error = update_of(&ALBUM, &[("price", dec("9.999"))], vec![]).unwrap_err();
    assert_eq!((error.table(), error.column()), (Some("album"), Some("price")));
    let stock = Expr::Value(Value::I64(1 << 40));
    assert_eq!(failure(update_of(&ALBUM, &[("stock", stock)], vec![])), ErrorKind::InvalidValue);
    let broken = vec![vec![Value::Json("".into())]];
    assert_eq!(failure(insert_of(&LEDGER, &["json"], broken, false)), ErrorKind::InvalidValue);
}

/// SQLite would store a number that no `i32` can be; the next read would fail.
#[test]
fn integers_do_not_grow_out_of_their_column() {
    let connection = database();
    insert(&connection, &ARTIST, &[("name", Value::Text("Can".into()))]);
    let row = [("title", Value::Text("x".into())), ("price", Value::I64(1)), ("artist", Value::I64(1))];
    insert(&connection, &ALBUM, &row);
    let set = |to: Expr| run(&connection, &update_of(&ALBUM, &[("stock", to)], vec![]).unwrap());
    let times =
        |by| Expr::Arithmetic(Arithmetic::Multiply, Box::new(column(&ALBUM, "stock")), Box::new(int(by)));
    // NULL stays NULL.
    set(times(2)).unwrap();
    set(int(2)).unwrap();
    set(times(1_000_000_000)).unwrap();
    assert_eq!(failure(set(times(2))), ErrorKind::InvalidValue);
    assert_eq!(failure(set(times(i64::MAX))), ErrorKind::InvalidValue);
    assert_eq!(select(&connection, &ALBUM, column(&ALBUM, "stock")), [2_000_000_000.into()]);
}

/// Lists longer than a statement takes are refused with both numbers.
#[test]
fn too_many_values_are_counted() {
    let list = |length| vec![Expr::In(Box::new(column(&TRACK, "id")), (0..length).map(int).collect())];
    // 16,385 would be filled up to 32,768: one list that cannot be filled up is left as it is.
    for length in [16_385, 32_766] {
        let statement = delete_of(&TRACK, list(length)).unwrap();
        assert_eq!(statement.params.len() as i64, length);
        run(&database(), &statement).unwrap();
    }
    let message = delete_of(&TRACK, list(32_767)).unwrap_err().to_string();
    assert!(message.contains("32767") && message.contains("32766") && message.contains("split"), "{message}");
    // Two lists that fit, but not filled up.
    let both = [list(9_000), list(20_000)].concat();
    assert_eq!(delete_of(&TRACK, both).unwrap().params.len(), 29_000);
}
