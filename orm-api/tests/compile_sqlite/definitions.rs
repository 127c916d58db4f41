//! Tables.

use crate::{models::*, sqlite::*};
use segue_orm_api::{
    ErrorKind,
    compile::{self, Sqlite},
    model::{FieldDef, ModelDef, Texts},
    value::Value,
};

#[test]
fn tables() {
    let statements = compile::create_tables(&models(), &Sqlite).unwrap();
    let texts: Vec<&str> = statements.iter().map(|statement| &*statement.text).collect();
    snapshot!(texts.join("\n"));
    assert!(statements.iter().all(|statement| !statement.cached && statement.params.is_empty()));
}

/// Tables go in the opposite order of their coming, and only if they are there.
#[test]
fn tables_are_dropped_backwards() {
    let connection = database();
    for _ in 0..2 {
        let statements = compile::drop_tables(&models(), &Sqlite).unwrap();
        let at = |table: &str| statements.iter().position(|one| one.text.contains(table)).unwrap();
        assert!(at("track") < at("album") && at("album") < at(r#""artist""#));
        statements.iter().for_each(|statement| drop(run(&connection, statement).unwrap()));
    }
    let left: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0);
}

/// No declared type makes SQLite convert what Segue stores: texts of digits stay texts.
#[test]
fn stored_forms_stay_as_they_are() {
    let connection = database();
    let moment = chrono::DateTime::from_timestamp(1_700_000_000, 5_000).unwrap();
    insert(
        &connection,
        &LEDGER,
        &[
            ("id", Value::Uuid(uuid::Uuid::nil())),
            ("amount", Value::Decimal("5.25".parse().unwrap())),
            ("open", Value::Bool(true)),
            ("year", Value::I16(-5)),
            ("ratio", Value::F32(0.1)),
            ("data", Value::Bytes([0, 255].as_slice().into())),
            ("at", Value::Time(moment.time())),
            ("local", Value::DateTime(moment.naive_utc())),
            ("moment", Value::Timestamp(moment)),
            ("json", Value::Json("12".into())),
            ("small", Value::I32(3)),
        ],
    );
    let kind = |name: &str| -> String {
        let column = LEDGER.field(name).unwrap().column;
        connection.query_row(&format!("SELECT typeof({column}) FROM ledger"), [], |row| row.get(0)).unwrap()
    };
    for (name, expected) in [
        ("id", "text"),
        ("amount", "real"),
        ("open", "integer"),
        ("year", "integer"),
        ("ratio", "real"),
        ("data", "blob"),
        ("at", "text"),
        ("local", "text"),
        ("moment", "text"),
        ("json", "text"),
        ("small", "integer"),
    ] {
        assert_eq!(kind(name), expected, "{name}");
    }
}

/// More digits than an integer holds cannot be kept exactly.
#[test]
fn too_many_digits_are_refused() {
    static WIDE: ModelDef = ModelDef {
        name: "Wide",
        table: "wide",
        primary_key: 0,
        texts: Texts::new(),
        fields: &[FieldDef { primary_key: true, ..field(|| &WIDE, "id", "id", digits(19, 2)) }],
    };
    assert_eq!(failure(compile::create_table(&WIDE, &Sqlite)), ErrorKind::Unsupported);
}
