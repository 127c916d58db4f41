//! `UPDATE` and `DELETE`. Filters that reach over relations, or hold an aggregate, choose the rows in a query of
//! their own: no database joins here as another does.

use super::{Compiler, assign, check, scope::Scope, select};
use crate::{
    error::{Error, ErrorKind, Result},
    model::{FieldDef, ModelDef},
    tree::{Delete, Expr, Select, Update},
};

/// Writes `update`.
pub(super) fn write_update(compiler: &mut Compiler<'_>, update: &Update) -> Result<()> {
    if update.set.is_empty() {
        let message = format!("no field of {} to update; give at least one", update.model.table);
        return Err(Error::new(ErrorKind::Usage, message));
    }
    let mut fields = update.set.iter().map(|(field, _)| *field).enumerate();
    if let Some((_, field)) =
        fields.find(|(index, field)| update.set[..*index].iter().any(|(one, _)| one == field))
    {
        return Err(set_twice(field));
    }
    compiler.scope = Some(Scope::of(update.model));
    compiler.sql("UPDATE ");
    compiler.identifier(update.model.table);
    let order = assign::order(&update.set, compiler.dialect)?;
    for (index, (field, expr)) in order.into_iter().enumerate() {
        compiler.sql(if index > 0 { ", " } else { " SET " });
        compiler.identifier(field.column);
        compiler.sql(" = ");
        new_value(compiler, field, expr)?;
    }
    chosen(compiler, update.model, &update.filters)
}

/// Writes `delete`.
pub(super) fn write_delete(compiler: &mut Compiler<'_>, delete: &Delete) -> Result<()> {
    compiler.sql("DELETE FROM ");
    compiler.identifier(delete.model.table);
    chosen(compiler, delete.model, &delete.filters)
}

fn new_value(compiler: &mut Compiler<'_>, field: &'static FieldDef, expr: &Expr) -> Result<()> {
    match expr {
        Expr::Value(value) => {
            let stored = check::stored(compiler.dialect, field, value)?;
            compiler.bind(stored);
            Ok(())
        }
        expr if expr.has_relation() || expr.has_aggregate() => Err(beyond_the_row(field)),
        expr => compiler.dialect.assigned(compiler, field, expr),
    }
}

fn chosen(compiler: &mut Compiler<'_>, model: &'static ModelDef, filters: &[Expr]) -> Result<()> {
    let mut scope = Scope::of(model);
    scope.reach(filters);
    if scope.joins.is_empty() && !filters.iter().any(Expr::has_aggregate) {
        compiler.scope = Some(scope);
        return compiler.all_of(" WHERE ", filters);
    }
    compiler.scope = Some(Scope::of(model));
    compiler.sql(" WHERE ");
    compiler.column_of(0, model.primary_key());
    let [before, after] = compiler.dialect.own_keys();
    compiler.sql(" IN (");
    compiler.sql(before);
    let mut keys = Select::from(model);
    keys.columns.push(Expr::column(model.primary_key()));
    keys.filters = filters.to_vec();
    select::write(compiler, &keys)?;
    compiler.sql(after);
    compiler.sql(")");
    Ok(())
}

/// SQLite and MySQL would take the last, PostgreSQL none.
#[cold]
fn set_twice(field: &FieldDef) -> Error {
    let (table, column) = ((field.model)().table, field.column);
    let message = format!("{table}.{column} is set twice in one update; set it once");
    Error::new(ErrorKind::Usage, message)
}

#[cold]
fn beyond_the_row(field: &FieldDef) -> Error {
    let (table, column) = ((field.model)().table, field.column);
    let message = format!(
        "the new value of {table}.{column} reaches over a relation or holds an aggregate; fetch it first, or \
         update the rows one by one"
    );
    Error::new(ErrorKind::Unsupported, message)
}
