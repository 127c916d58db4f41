//! A real SQLite to run statements in.

use crate::models::models;
use rusqlite::{Connection, ToSql, types::Value as Stored};
use segue_orm_api::{
    backend::Statement,
    compile::{self, Sqlite},
    error::{ErrorKind, Result, sqlite::classify},
    model::ModelDef,
    tree::{Expr, Insert, Select},
    value::Value,
};

/// A database with a table for each of the models.
pub(crate) fn database() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    for statement in compile::create_tables(&models(), &Sqlite).unwrap() {
        connection.execute(&statement.text, []).unwrap();
    }
    connection
}

/// Runs `statement`, and gives back its rows.
pub(crate) fn run(connection: &Connection, statement: &Statement) -> Result<Vec<Vec<Stored>>> {
    let fail = |error: rusqlite::Error| match &error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => classify(&message.clone(), None, error),
        other => panic!("{other}: {}", statement.text),
    };
    let mut prepared = connection.prepare(&statement.text).map_err(fail)?;
    assert_eq!(prepared.parameter_count(), statement.params.len(), "{}", statement.text);
    let params: Vec<Stored> = statement.params.iter().map(stored).collect();
    let params: Vec<&dyn ToSql> = params.iter().map(|one| one as &dyn ToSql).collect();
    let width = prepared.column_count();
    let mut rows = prepared.query(&*params).map_err(fail)?;
    let mut read = Vec::new();
    while let Some(row) = rows.next().map_err(fail)? {
        read.push((0..width).map(|index| row.get(index).unwrap()).collect());
    }
    Ok(read)
}

/// Only the five kinds that SQLite has may be bound.
pub(crate) fn stored(value: &Value) -> Stored {
    match value {
        Value::Null(_) => Stored::Null,
        Value::I64(number) => Stored::Integer(*number),
        Value::F64(number) => Stored::Real(*number),
        Value::Text(text) => Stored::Text(text.to_string()),
        Value::Bytes(bytes) => Stored::Blob(bytes.to_vec()),
        other => panic!("{other:?} is no stored form"),
    }
}

/// Inserts one row of these fields.
pub(crate) fn insert(connection: &Connection, model: &'static ModelDef, row: &[(&str, Value)]) {
    let fields = row.iter().map(|(name, _)| model.field(name).unwrap()).collect();
    let rows = vec![row.iter().map(|(_, value)| value.clone()).collect()];
    let insert = Insert { model, fields, rows, returning: false };
    run(connection, &compile::insert(&insert, &Sqlite).unwrap()).unwrap();
}

/// The rows of one selected expression.
pub(crate) fn select(connection: &Connection, model: &'static ModelDef, column: Expr) -> Vec<Stored> {
    let mut select = Select::from(model);
    select.columns.push(column);
    rows(connection, &select).into_iter().map(|mut row| row.remove(0)).collect()
}

pub(crate) fn rows(connection: &Connection, select: &Select) -> Vec<Vec<Stored>> {
    run(connection, &compile::select(select, &Sqlite).unwrap()).unwrap()
}

/// How many rows a filter lets through.
pub(crate) fn count(connection: &Connection, model: &'static ModelDef, filter: Expr) -> i64 {
    let mut select = Select::from(model);
    select.columns.push(Expr::count_all());
    select.filters.push(filter);
    match rows(connection, &select)[0][0] {
        Stored::Integer(count) => count,
        ref other => panic!("{other:?} is no count"),
    }
}

/// Statements as snapshots show them, each after it has been run.
pub(crate) fn shown(statements: &[(&str, Result<Statement>)]) -> String {
    let connection = database();
    let mut shown = String::new();
    for (label, statement) in statements {
        match statement {
            Ok(statement) => {
                run(&connection, statement).unwrap_or_else(|error| panic!("{error}: {}", statement.text));
                let Statement { text, params, .. } = statement;
                shown += &format!("-- {label}\n{text}\n{params:?}\n\n");
            }
            Err(error) => shown += &format!("-- {label}\n{:?}: {error}\n\n", error.kind()),
        }
    }
    shown
}

/// The kind of a statement's failure.
pub(crate) fn failure<T: std::fmt::Debug>(result: Result<T>) -> ErrorKind {
    result.unwrap_err().kind()
}
