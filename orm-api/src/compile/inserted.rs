//! The rows that an `INSERT` has made, on a database whose `INSERT` gives nothing back.

use super::{Compiler, check};
use crate::{error::Result, tree::Insert};

/// Writes a query for the rows of `insert`, which the same session has sent just before. They are found by the keys that
/// were given, or else by those that the database has numbered them with.
pub(super) fn write(compiler: &mut Compiler<'_>, insert: &Insert) -> Result<()> {
    let model = insert.model;
    for (index, field) in model.fields.iter().enumerate() {
        compiler.sql(if index > 0 { ", " } else { "SELECT " });
        compiler.identifier(field.column);
    }
    compiler.sql(" FROM ");
    compiler.identifier(model.table);
    compiler.sql(" WHERE ");
    let key = model.primary_key();
    compiler.identifier(key.column);
    match insert.fields.iter().position(|field| *field == key) {
        Some(at) => given(compiler, insert, at)?,
        None => compiler.dialect.numbered(compiler, insert.rows.len()),
    }
    compiler.sql(" ORDER BY ");
    compiler.identifier(key.column);
    Ok(())
}

fn given(compiler: &mut Compiler<'_>, insert: &Insert, at: usize) -> Result<()> {
    compiler.sql(" IN (");
    for (index, row) in insert.rows.iter().enumerate() {
        compiler.sql(if index > 0 { ", " } else { "" });
        let stored = check::stored(compiler.dialect, insert.fields[at], &row[at])?;
        compiler.annotated(stored, insert.fields[at].ty);
    }
    compiler.sql(")");
    Ok(())
}
