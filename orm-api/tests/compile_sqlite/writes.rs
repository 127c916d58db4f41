//! `INSERT`, `UPDATE` and `DELETE`.

use crate::{models::*, sqlite::*};
use segue_orm_api::{
    ErrorKind,
    backend::Statement,
    compile::{self, Sqlite},
    error::Result,
    model::ModelDef,
    tree::{Aggregate, Arithmetic, Comparison, Delete, Expr, Insert, Update},
    value::Value,
};

fn insert_of(
    model: &'static ModelDef,
    names: &[&str],
    rows: Vec<Vec<Value>>,
    returning: bool,
) -> Result<Statement> {
    let fields = names.iter().map(|name| model.field(name).unwrap()).collect();
    compile::insert(&Insert { model, fields, rows, returning }, &Sqlite)
}

fn update_of(model: &'static ModelDef, set: &[(&str, Expr)], filters: Vec<Expr>) -> Result<Statement> {
    let set = set.iter().map(|(name, expr)| (model.field(name).unwrap(), expr.clone())).collect();
    compile::update(&Update { model, filters, set }, &Sqlite)
}

fn delete_of(model: &'static ModelDef, filters: Vec<Expr>) -> Result<Statement> {
    compile::delete(&Delete { model, filters }, &Sqlite)
}

fn name(text: &str) -> Vec<Value> {
    vec![Value::Text(text.into())]
}

#[test]
fn inserts() {
    snapshot!(shown(&[
        ("one", insert_of(&ARTIST, &["name"], vec![name("Can")], false)),
        ("two, given back", insert_of(&ARTIST, &["name"], vec![name("Faust"), name("Neu!")], true)),
        (
            "hostile, given back",
            insert_of(
                &HOSTILE,
                &["select", "digits"],
                vec![vec![Value::Text("x".into()), Value::Decimal("1.5".parse().unwrap()),]],
                true
            )
        ),
        ("no row", insert_of(&ARTIST, &["name"], vec![], false)),
        ("uneven", insert_of(&ARTIST, &["name"], vec![vec![]], false)),
        ("two of nothing", insert_of(&ARTIST, &[], vec![vec![], vec![]], false)),
        ("too long", insert_of(&ARTIST, &["name"], vec![name("Tangerine Dream")], false)),
    ]));
}

/// A row of which everything is left to the database.
#[test]
fn a_row_of_defaults() {
    let statement = insert_of(&NODE, &[], vec![vec![]], false).unwrap();
    assert_eq!(&*statement.text, r#"INSERT INTO "T1" DEFAULT VALUES"#);
}

#[test]
fn updates() {
    let artist = forward(&ALBUM, "artist");
    let stock = || column(&ALBUM, "stock");
    let more = |amount| Expr::Arithmetic(Arithmetic::Add, Box::new(stock()), Box::new(int(amount)));
    let tracks = Expr::Aggregate {
        function: Aggregate::Count,
        operand: Some(Box::new(over(&[&ALBUM_TRACKS], "id"))),
        distinct: false,
    };
    let many = Expr::Compare(Comparison::Greater, Box::new(tracks), Box::new(int(9)));
    let by = Expr::equal(over(&[artist], "name"), text("Can"));
    snapshot!(shown(&[
        ("values", update_of(&ALBUM, &[("title", text("x")), ("price", dec("9.9"))], vec![])),
        (
            "an expression",
            update_of(&ALBUM, &[("stock", more(1))], vec![Expr::equal(column(&ALBUM, "id"), int(1))])
        ),
        ("through a join", update_of(&ALBUM, &[("title", text("x"))], vec![by.clone()])),
        (
            "by the key of a relation",
            update_of(&ALBUM, &[("title", text("x"))], vec![Expr::equal(over(&[artist], "id"), int(1))])
        ),
        ("by an aggregate", update_of(&ALBUM, &[("title", text("x"))], vec![many])),
        ("from a relation", update_of(&ALBUM, &[("title", over(&[artist], "name"))], vec![])),
        ("nothing", update_of(&ALBUM, &[], vec![])),
        (
            "in a table like an alias",
            update_of(
                &NODE,
                &[("label", text("x"))],
                vec![
                    Expr::equal(over(&[forward(&NODE, "parent")], "label"), text("y")),
                    Expr::equal(column(&NODE, "label"), text("z")),
                ]
            )
        ),
        (
            "in a table like an alias, no join",
            update_of(&NODE, &[("label", text("x"))], vec![Expr::equal(column(&NODE, "label"), text("z")),])
        ),
        ("delete all", delete_of(&TRACK, vec![])),
        ("delete some", delete_of(&TRACK, vec![Expr::equal(column(&TRACK, "title"), text("x"))])),
        ("delete through a join", delete_of(&ALBUM, vec![by])),
    ]));
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
