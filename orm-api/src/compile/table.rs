//! Tables and their indexes.

use super::{Compiler, Dialect, compiler::statement};
use crate::{
    backend::{Access, Statement},
    error::Result,
    model::{FieldDef, ModelDef, OnDelete},
};

/// What makes `model`'s table, then its indexes.
pub(super) fn create(model: &'static ModelDef, dialect: &dyn Dialect) -> Result<Vec<Statement>> {
    let table = definition(dialect, |compiler| {
        compiler.sql("CREATE TABLE ");
        compiler.identifier(model.table);
        for (index, field) in model.fields.iter().enumerate() {
            compiler.sql(if index > 0 { ", " } else { " (" });
            column(compiler, field)?;
        }
        compiler.sql(")");
        Ok(())
    });
    let indexed = model.fields.iter().filter(|field| has_index(field));
    let indexes = indexed.map(|field| definition(dialect, |compiler| index(compiler, model, field)));
    std::iter::once(table).chain(indexes).collect()
}

/// What drops `model`'s table.
pub(super) fn drop(model: &'static ModelDef, dialect: &dyn Dialect) -> Result<Statement> {
    definition(dialect, |compiler| {
        compiler.sql("DROP TABLE IF EXISTS ");
        compiler.identifier(model.table);
        Ok(())
    })
}

/// `models`, each after those of them that it refers to. In a circle, the one that is met first comes last.
pub(super) fn in_order(models: &[&'static ModelDef]) -> Vec<&'static ModelDef> {
    let mut ordered = Vec::with_capacity(models.len());
    let mut seen = Vec::with_capacity(models.len());
    models.iter().for_each(|model| place(model, models, &mut seen, &mut ordered));
    ordered
}

fn place(
    model: &'static ModelDef,
    models: &[&'static ModelDef],
    seen: &mut Vec<&'static ModelDef>,
    ordered: &mut Vec<&'static ModelDef>,
) {
    if seen.contains(&model) || !models.contains(&model) {
        return;
    }
    seen.push(model);
    for key in model.fields.iter().filter_map(|field| field.foreign_key.as_ref()) {
        place((key.relation.target)(), models, seen, ordered);
    }
    ordered.push(model);
}

/// Definitions are not kept prepared: they run once.
fn definition(dialect: &dyn Dialect, write: impl Fn(&mut Compiler<'_>) -> Result<()>) -> Result<Statement> {
    Ok(Statement { cached: false, ..statement(dialect, Access::Write, 256, write)? })
}

fn column(compiler: &mut Compiler<'_>, field: &FieldDef) -> Result<()> {
    compiler.identifier(field.column);
    compiler.sql(" ");
    compiler.dialect.column_type(compiler, field)?;
    if field.unique && !field.primary_key {
        compiler.sql(" UNIQUE");
    }
    let Some(key) = &field.foreign_key else { return Ok(()) };
    compiler.sql(" REFERENCES ");
    compiler.identifier((key.relation.target)().table);
    compiler.sql(" (");
    compiler.identifier((key.relation.remote)().column);
    compiler.sql(") ON DELETE ");
    compiler.sql(match key.on_delete {
        OnDelete::Cascade => "CASCADE",
        OnDelete::Restrict => "RESTRICT",
        OnDelete::SetNull => "SET NULL",
        OnDelete::NoAction => "NO ACTION",
    });
    Ok(())
}

/// Foreign keys are indexed too: following a relation backwards, and deleting what others refer to, would
/// read their whole table otherwise.
fn has_index(field: &FieldDef) -> bool {
    (field.index || field.foreign_key.is_some()) && !field.unique && !field.primary_key
}

fn index(compiler: &mut Compiler<'_>, model: &ModelDef, field: &FieldDef) -> Result<()> {
    compiler.sql("CREATE INDEX ");
    compiler.identifier(&format!("{}_{}_idx", model.table, field.column));
    compiler.sql(" ON ");
    compiler.identifier(model.table);
    compiler.sql(" (");
    compiler.identifier(field.column);
    compiler.sql(")");
    Ok(())
}
