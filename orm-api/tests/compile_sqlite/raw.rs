//! SQL of the user's own.

use crate::sqlite::*;
use segue_orm_api::{
    ErrorKind,
    backend::Access,
    compile::{self, Sqlite},
    value::Value,
};

/// Placeholders are those outside of literals, names and comments, and each has its value.
#[test]
fn placeholders_have_values() {
    let sql = "SELECT '?', \"id\", ? /* ? */ FROM artist WHERE name <> ? -- ?";
    let params = [Value::Bool(true), Value::Text("x".into())];
    let statement = compile::raw(sql, &params, Access::Read, &Sqlite).unwrap();
    assert_eq!(&*statement.text, sql);
    assert_eq!(statement.params, [Value::I64(1), Value::Text("x".into())]);
    assert_eq!(statement.pieces().collect::<Vec<_>>().join("?"), sql);
    assert!(statement.cached);
    run(&database(), &statement).unwrap();
}

/// A wrong number of values is named with both counts.
#[test]
fn counts_must_agree() {
    for (sql, params) in [("SELECT ?, ?", 1), ("SELECT ?", 2), ("SELECT 1", 3)] {
        let params = vec![Value::I64(1); params];
        let error = compile::raw(sql, &params, Access::Read, &Sqlite).unwrap_err();
        let (asked, given) = (sql.matches('?').count().to_string(), params.len().to_string());
        assert_eq!(error.kind(), ErrorKind::Usage);
        assert!(error.to_string().contains(&asked) && error.to_string().contains(&given), "{error}");
    }
}

/// What cannot be bound as it is meant is refused.
#[test]
fn the_ambiguous_is_refused() {
    let raw = |sql, value| failure(compile::raw(sql, &[value], Access::Read, &Sqlite));
    assert_eq!(raw("SELECT ?1", Value::I64(1)), ErrorKind::Usage);
    assert_eq!(raw("SELECT ?", Value::Decimal("1.5".parse().unwrap())), ErrorKind::InvalidValue);
}
