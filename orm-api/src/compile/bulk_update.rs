//! An `UPDATE` from a list of keys and values, which is joined to the table: a `CASE` for each column, the other way to say it,
//! is walked for every row, and takes a time that grows with the square of their number.

use super::{Compiler, check};
use crate::{error::Result, model::FieldDef, tree::BulkUpdate, value::Value};

/// The name of the list, which the table does not have.
fn list(update: &BulkUpdate) -> &'static str {
    if update.model.table.eq_ignore_ascii_case("given") { "given_" } else { "given" }
}

/// The name of the column with the keys.
const KEY: &str = "key";

/// The expected length of the text.
pub(super) fn capacity(update: &BulkUpdate) -> usize {
    128 + 48 * update.fields.len() + update.rows.len() * (12 + 12 * update.fields.len())
}

/// Writes `update`.
pub(super) fn write(compiler: &mut Compiler<'_>, update: &BulkUpdate) -> Result<()> {
    match compiler.dialect.updates_from_lists() {
        true => from_list(compiler, update),
        false => joined(compiler, update),
    }
}

/// `WITH .. AS (VALUES ..) UPDATE .. SET .. FROM ..`, as PostgreSQL and SQLite have it.
fn from_list(compiler: &mut Compiler<'_>, update: &BulkUpdate) -> Result<()> {
    compiler.sql("WITH ");
    compiler.identifier(list(update));
    compiler.sql(" (");
    compiler.identifier(KEY);
    for field in &update.fields {
        compiler.sql(", ");
        new(compiler, field);
    }
    compiler.sql(") AS (VALUES ");
    for (index, (key, values)) in update.rows.iter().enumerate() {
        compiler.sql(if index > 0 { "), (" } else { "(" });
        compiler.literal(key, update.model.primary_key().ty)?;
        for (field, value) in update.fields.iter().zip(values) {
            compiler.sql(", ");
            bound(compiler, field, value)?;
        }
    }
    compiler.sql(")) UPDATE ");
    compiler.identifier(update.model.table);
    compiler.sql(" SET ");
    for (index, field) in update.fields.iter().enumerate() {
        compiler.sql(if index > 0 { ", " } else { "" });
        compiler.identifier(field.column);
        compiler.sql(" = ");
        listed(compiler, update, field);
    }
    compiler.sql(" FROM ");
    compiler.identifier(list(update));
    compiler.sql(" WHERE ");
    same_key(compiler, update);
    Ok(())
}

/// `UPDATE .. JOIN (SELECT .. UNION ALL SELECT ..) .. SET ..`, as MySQL and MariaDB have it.
fn joined(compiler: &mut Compiler<'_>, update: &BulkUpdate) -> Result<()> {
    compiler.sql("UPDATE ");
    compiler.identifier(update.model.table);
    compiler.sql(" INNER JOIN (");
    no_rows(compiler, update);
    for (key, values) in &update.rows {
        compiler.sql(" UNION ALL SELECT ");
        compiler.literal(key, update.model.primary_key().ty)?;
        for (field, value) in update.fields.iter().zip(values) {
            compiler.sql(", ");
            bound(compiler, field, value)?;
        }
    }
    compiler.sql(") AS ");
    compiler.identifier(list(update));
    compiler.sql(" ON ");
    same_key(compiler, update);
    compiler.sql(" SET ");
    for (index, field) in update.fields.iter().enumerate() {
        compiler.sql(if index > 0 { ", " } else { "" });
        compiler.identifier(update.model.table);
        compiler.sql(".");
        compiler.identifier(field.column);
        compiler.sql(" = ");
        listed(compiler, update, field);
    }
    Ok(())
}

/// Names the list's columns, and gives them the types of the table's: MySQL takes a bare placeholder for a text of no more than
/// 65,535 bytes.
fn no_rows(compiler: &mut Compiler<'_>, update: &BulkUpdate) {
    compiler.sql("SELECT ");
    compiler.identifier(update.model.primary_key().column);
    compiler.sql(" AS ");
    compiler.identifier(KEY);
    for field in &update.fields {
        compiler.sql(", ");
        compiler.identifier(field.column);
        compiler.sql(" AS ");
        new(compiler, field);
    }
    compiler.sql(" FROM ");
    compiler.identifier(update.model.table);
    compiler.sql(" WHERE FALSE");
}

fn bound(compiler: &mut Compiler<'_>, field: &FieldDef, value: &Value) -> Result<()> {
    let stored = check::stored(compiler.dialect, field, value)?;
    compiler.annotated(stored, field.ty);
    Ok(())
}

/// The list's column with the new values of `field`. No name of a table's column, which may be as long as names can be.
fn new(compiler: &mut Compiler<'_>, field: &FieldDef) {
    let model = (field.model)();
    let number = model.fields.iter().position(|one| one == field).unwrap_or_default();
    compiler.numbered_name(number);
}

fn listed(compiler: &mut Compiler<'_>, update: &BulkUpdate, field: &FieldDef) {
    compiler.identifier(list(update));
    compiler.sql(".");
    new(compiler, field);
}

fn same_key(compiler: &mut Compiler<'_>, update: &BulkUpdate) {
    compiler.identifier(update.model.table);
    compiler.sql(".");
    compiler.identifier(update.model.primary_key().column);
    compiler.sql(" = ");
    compiler.identifier(list(update));
    compiler.sql(".");
    compiler.identifier(KEY);
}
