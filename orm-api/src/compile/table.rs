//! Tables and their indexes.

use super::{Compiler, Dialect, compiler::statement};
use crate::{
    backend::{Access, Statement},
    error::Result,
    model::{FieldDef, ModelDef, OnDelete},
};

/// What makes `model`'s table, then its indexes.
pub(super) fn create(model: &'static ModelDef, dialect: &dyn Dialect) -> Result<Vec<Statement>> {
    create_with(model, dialect, &|_| true)
}

/// What makes the tables of `models` and their indexes, then the keys that close a circle.
pub(super) fn create_all(models: &[&'static ModelDef], dialect: &dyn Dialect) -> Result<Vec<Statement>> {
    let ordered = in_order(models);
    let mut statements = Vec::new();
    for (index, model) in ordered.iter().enumerate() {
        let later = ahead(&ordered, index, dialect);
        statements.extend(create_with(model, dialect, &|field| !later.contains(&field))?);
    }
    for (index, model) in ordered.iter().enumerate() {
        for field in ahead(&ordered, index, dialect) {
            statements.push(definition(dialect, |compiler| add_key(compiler, model, field))?);
        }
    }
    Ok(statements)
}

/// What drops the tables of `models`, each before those that it refers to, the keys that close a circle before all.
pub(super) fn drop_all(models: &[&'static ModelDef], dialect: &dyn Dialect) -> Result<Vec<Statement>> {
    let ordered = in_order(models);
    let mut statements = Vec::new();
    if dialect.drops_together() {
        if !ordered.is_empty() {
            statements.push(definition(dialect, |compiler| drop_tables(compiler, &ordered))?);
        }
        return Ok(statements);
    }
    for (index, model) in ordered.iter().enumerate() {
        for field in ahead(&ordered, index, dialect) {
            statements.push(definition(dialect, |compiler| drop_key(compiler, model, field))?);
        }
    }
    for model in ordered.chunks(1).rev() {
        statements.push(definition(dialect, |compiler| drop_tables(compiler, model))?);
    }
    Ok(statements)
}

/// The keys of the model at `index` that refer to one after it, if the database minds.
fn ahead(ordered: &[&'static ModelDef], index: usize, dialect: &dyn Dialect) -> Vec<&'static FieldDef> {
    let after = if dialect.refers_ahead() { &[] } else { &ordered[index + 1..] };
    let refers = |field: &&FieldDef| {
        field.foreign_key.as_ref().is_some_and(|key| after.contains(&(key.relation.target)()))
    };
    ordered[index].fields.iter().filter(refers).collect()
}

fn create_with(
    model: &'static ModelDef,
    dialect: &dyn Dialect,
    declares: &dyn Fn(&'static FieldDef) -> bool,
) -> Result<Vec<Statement>> {
    let table = definition(dialect, |compiler| {
        compiler.sql("CREATE TABLE ");
        compiler.identifier(model.table);
        for (index, field) in model.fields.iter().enumerate() {
            compiler.sql(if index > 0 { ", " } else { " (" });
            column(compiler, field)?;
            if dialect.refers_in_columns() && declares(field) {
                references(compiler, field);
            }
        }
        for field in model.fields.iter().filter(|field| !dialect.refers_in_columns() && declares(field)) {
            key(compiler, ", ", model, field);
        }
        compiler.sql(")");
        dialect.table_options(compiler);
        Ok(())
    });
    let indexed = model.fields.iter().filter(|field| has_index(field));
    let indexes = indexed.map(|field| definition(dialect, |compiler| index(compiler, model, field)));
    std::iter::once(table).chain(indexes).collect()
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
    Ok(())
}

fn references(compiler: &mut Compiler<'_>, field: &FieldDef) {
    let Some(key) = &field.foreign_key else { return };
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
}

fn add_key(compiler: &mut Compiler<'_>, model: &ModelDef, field: &FieldDef) -> Result<()> {
    compiler.sql("ALTER TABLE ");
    compiler.identifier(model.table);
    key(compiler, " ADD ", model, field);
    Ok(())
}

/// Writes `before` and the key of a column that refers to another.
fn key(compiler: &mut Compiler<'_>, before: &str, model: &ModelDef, field: &FieldDef) {
    if field.foreign_key.is_none() {
        return;
    }
    compiler.sql(before);
    compiler.sql("CONSTRAINT ");
    compiler.identifier(&name_of(compiler, model, field, "fkey"));
    compiler.sql(" FOREIGN KEY (");
    compiler.identifier(field.column);
    compiler.sql(")");
    references(compiler, field);
}

/// Writes what drops `models`, each before those that it refers to.
fn drop_tables(compiler: &mut Compiler<'_>, models: &[&'static ModelDef]) -> Result<()> {
    for (index, model) in models.iter().rev().enumerate() {
        compiler.sql(if index > 0 { ", " } else { "DROP TABLE IF EXISTS " });
        compiler.identifier(model.table);
    }
    Ok(())
}

fn drop_key(compiler: &mut Compiler<'_>, model: &ModelDef, field: &FieldDef) -> Result<()> {
    compiler.sql("ALTER TABLE IF EXISTS ");
    compiler.identifier(model.table);
    compiler.sql(" DROP CONSTRAINT IF EXISTS ");
    compiler.identifier(&name_of(compiler, model, field, "fkey"));
    Ok(())
}

/// Foreign keys are indexed too: following a relation backwards, and deleting what others refer to, would
/// read their whole table otherwise.
fn has_index(field: &FieldDef) -> bool {
    (field.index || field.foreign_key.is_some()) && !field.unique && !field.primary_key
}

fn index(compiler: &mut Compiler<'_>, model: &ModelDef, field: &FieldDef) -> Result<()> {
    compiler.sql("CREATE INDEX ");
    compiler.identifier(&name_of(compiler, model, field, "idx"));
    compiler.sql(" ON ");
    compiler.identifier(model.table);
    compiler.sql(" (");
    compiler.dialect.index_key(compiler, field);
    compiler.sql(")");
    Ok(())
}

/// The name of what `field` has beside its table. One that would be too long ends in a checksum of the whole instead, so
/// that two that begin alike stay apart.
fn name_of(compiler: &Compiler<'_>, model: &ModelDef, field: &FieldDef, what: &str) -> String {
    let name = format!("{}_{}_{what}", model.table, field.column);
    let most = compiler.dialect.max_identifier();
    if name.len() <= most {
        return name;
    }
    // FNV-1a: the same in every build.
    let sum =
        name.bytes().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let end = format!("_{sum:08x}_{what}");
    let kept = name.floor_char_boundary(most.saturating_sub(end.len()));
    format!("{}{end}", &name[..kept])
}
