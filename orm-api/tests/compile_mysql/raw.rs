//! SQL of the user's own.

use crate::mysql::failure;
use segue_orm_api::{
    ErrorKind,
    backend::Access,
    compile::{self, MySql, Sqlite},
    error::Result,
    value::Value,
};

fn plain(sql: &str) -> Result<()> {
    compile::raw(sql, &[], Access::Write, &MySql).map(drop)
}

/// Placeholders are those outside of literals, names and comments of MySQL's.
#[test]
fn placeholders_are_found() {
    let sql = r#"SELECT 'it\'s ?', "a\"?", `?`, ? # ?
        FROM t -- ?
        WHERE n = 1--? /* ? /* ? */ AND m = ?"#;
    let params = [Value::I64(1), Value::I64(2), Value::Decimal("1.50".parse().unwrap())];
    let statement = compile::raw(sql, &params, Access::Read, &MySql).unwrap();
    assert_eq!(&*statement.text, sql);
    assert_eq!(statement.pieces().collect::<Vec<_>>().join("?"), sql);
    assert_eq!(statement.params, [Value::I64(1), Value::I64(2), Value::Decimal("1.5".parse().unwrap())]);
}

/// Dates and times are bound as texts here too.
#[test]
fn values_have_their_stored_form() {
    let moment = chrono::DateTime::from_timestamp(0, 5_000).unwrap();
    let statement = compile::raw("SELECT ?", &[Value::Timestamp(moment)], Access::Read, &MySql).unwrap();
    assert_eq!(statement.params, [Value::Text("1970-01-01 00:00:00.000005".into())]);
}

/// What `@` begins is a variable, what `:` begins a parameter that nobody binds.
#[test]
fn variables_are_no_placeholders() {
    for sql in ["SELECT @rank := @rank + 1", "SELECT @@sql_mode", "SELECT @`a`", "SELECT 'a:b'"] {
        assert!(plain(sql).is_ok(), "{sql}");
        if sql.contains("@@") {
            assert!(compile::raw(sql, &[], Access::Write, &Sqlite).is_err());
        }
    }
    assert_eq!(failure(plain("SELECT :name")), ErrorKind::Usage);
    assert_eq!(failure(plain("SELECT $name")), ErrorKind::Usage);
}

/// What the server would run is no comment, and what only looks like a second statement is none.
#[test]
fn one_statement_at_a_time() {
    for sql in ["SELECT ';'; # DELETE", r"SELECT '\';'; -- x", "SELECT 1; /* ; */"] {
        assert!(plain(sql).is_ok(), "{sql}");
    }
    for sql in ["SELECT 1; DELETE FROM t", "SELECT 1 /*! ; DELETE FROM t */", "SELECT `a`; --1"] {
        assert_eq!(failure(plain(sql)), ErrorKind::Usage, "{sql}");
    }
}
