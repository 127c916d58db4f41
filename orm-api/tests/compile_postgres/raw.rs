//! SQL of the user's own.

use crate::postgres::failure;
use segue_orm_api::{
    ErrorKind,
    backend::Access,
    compile::{self, Postgres, Sqlite},
    value::Value,
};

/// Placeholders are numbered, and are those outside of literals, names and comments of PostgreSQL's.
#[test]
fn placeholders_are_numbered() {
    let sql =
        r#"SELECT E'it\'s ?', $x$ ? $x$, ARRAY[?, ?]::int8[], "a?" FROM t /* /* ? */ ? */ WHERE n = ? -- ?"#;
    let params = [Value::I64(1), Value::I64(2), Value::Decimal("1.50".parse().unwrap())];
    let statement = compile::raw(sql, &params, Access::Read, &Postgres).unwrap();
    let expected = sql.replace("ARRAY[?, ?]", "ARRAY[$1, $2]").replace("n = ?", "n = $3");
    assert_eq!(&*statement.text, expected);
    assert_eq!(statement.pieces().collect::<Vec<_>>().join("?"), sql);
    assert_eq!(statement.params, [Value::I64(1), Value::I64(2), Value::Decimal("1.5".parse().unwrap())]);
}

/// A wrong number of values is named with both counts, also where the SQL numbers its placeholders.
#[test]
fn counts_must_agree() {
    for (sql, given, asked) in [("SELECT ?, ?", 1, "2 placeholders"), ("SELECT $1", 1, "0 placeholders")] {
        let params = vec![Value::I64(1); given];
        let error = compile::raw(sql, &params, Access::Read, &Postgres).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage);
        assert!(error.to_string().contains(asked), "{error}");
    }
}

/// A function's body between dollars is no second statement; what SQLite quotes is no quote here.
#[test]
fn quotes_are_the_databases_own() {
    let body = "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN; RETURN 1; END $$;";
    assert!(compile::raw(body, &[], Access::Write, &Postgres).is_ok());
    assert_eq!(failure(compile::raw(body, &[], Access::Write, &Sqlite)), ErrorKind::Usage);
    let second = "SELECT a[1]; DELETE FROM t WHERE b[1] = 1";
    assert_eq!(failure(compile::raw(second, &[], Access::Write, &Postgres)), ErrorKind::Usage);
}
