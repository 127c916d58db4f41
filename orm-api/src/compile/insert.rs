//! `INSERT`.

use super::{Compiler, Dialect, check, compiler};
use crate::{
    backend::{Access, Statement},
    error::{Error, ErrorKind, Result},
    tree::Insert,
    value::Value,
};

/// Compiles `insert`.
pub(super) fn compiled(insert: &Insert, dialect: &dyn Dialect) -> Result<Statement> {
    compiler::statement(dialect, Access::Write, capacity(insert), |compiler| write(compiler, insert))
}

/// The expected length of the text.
pub(super) fn capacity(insert: &Insert) -> usize {
    let names = 24 * (2 * insert.fields.len() + insert.model.fields.len());
    64 + names + insert.rows.len() * (3 * insert.fields.len() + 4)
}

/// Writes `insert`.
fn write(compiler: &mut Compiler<'_>, insert: &Insert) -> Result<()> {
    compiler.sql("INSERT INTO ");
    compiler.identifier(insert.model.table);
    match (insert.fields.is_empty(), insert.rows.as_slice()) {
        (_, []) => {
            return Err(Error::new(ErrorKind::Usage, format!("no row to insert into {}", table(insert))));
        }
        (true, [row]) if row.is_empty() => compiler.sql(compiler.dialect.row_of_defaults()),
        (true, _) => return Err(rows_of_nothing(insert)),
        (false, rows) => given(compiler, insert, rows)?,
    }
    if insert.returning {
        returning(compiler, insert);
    }
    Ok(())
}

fn given(compiler: &mut Compiler<'_>, insert: &Insert, rows: &[Vec<Value>]) -> Result<()> {
    for (index, field) in insert.fields.iter().enumerate() {
        compiler.sql(if index > 0 { ", " } else { " (" });
        compiler.identifier(field.column);
    }
    compiler.writer.reserve(rows.len() * insert.fields.len());
    for (index, row) in rows.iter().enumerate() {
        compiler.sql(if index > 0 { ", (" } else { ") VALUES (" });
        if row.len() != insert.fields.len() {
            return Err(uneven(insert, index));
        }
        for (index, (value, field)) in row.iter().zip(&insert.fields).enumerate() {
            compiler.sql(if index > 0 { ", " } else { "" });
            let stored = check::stored(compiler.dialect, field, value)?;
            compiler.bind(stored);
        }
        compiler.sql(")");
    }
    Ok(())
}

/// The columns are qualified: SQLite would take an unknown name in double quotes for a text.
fn returning(compiler: &mut Compiler<'_>, insert: &Insert) {
    if !compiler.dialect.returns_rows() {
        return;
    }
    for (index, field) in insert.model.fields.iter().enumerate() {
        compiler.sql(if index > 0 { ", " } else { " RETURNING " });
        compiler.identifier(insert.model.table);
        compiler.sql(".");
        compiler.identifier(field.column);
    }
}

fn table(insert: &Insert) -> &'static str {
    insert.model.table
}

#[cold]
fn rows_of_nothing(insert: &Insert) -> Error {
    let (rows, table) = (insert.rows.len(), table(insert));
    let message =
        format!("{rows} rows without any field for {table}; insert them one by one, or give a field");
    Error::new(ErrorKind::Usage, message)
}

#[cold]
fn uneven(insert: &Insert, row: usize) -> Error {
    let (values, fields) = (insert.rows[row].len(), insert.fields.len());
    let message = format!("row {row} for {} has {values} values for {fields} fields", table(insert));
    Error::new(ErrorKind::Usage, message)
}
