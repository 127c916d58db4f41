//! The texts of what applications send most: one whole row by its key, and one new row. They are compiled once for a model, in
//! the dialect that asked first: an application has one database for a model. Any other dialect compiles each time.

use super::{Dialect, check, insert, select};
use crate::{
    backend::Statement,
    error::Result,
    model::{FieldDef, ModelDef},
    tree::{Insert, Select},
    value::Value,
};
use std::{mem::discriminant, sync::OnceLock};

/// The statements of one model.
#[derive(Debug, Default)]
pub struct Texts {
    by_key: OnceLock<Kept>,
    /// With the fields that it gives.
    insert: OnceLock<(Vec<&'static FieldDef>, Kept)>,
}

/// A statement without its parameters.
#[derive(Debug)]
struct Kept {
    dialect: &'static str,
    statement: Statement,
}

impl Texts {
    /// Nothing yet.
    pub const fn new() -> Self {
        Texts { by_key: OnceLock::new(), insert: OnceLock::new() }
    }
}

impl Kept {
    fn of(statement: &Statement, dialect: &dyn Dialect) -> Self {
        let statement = Statement { params: Vec::new(), ..statement.clone() };
        Kept { dialect: dialect.name(), statement }
    }

    fn with(&self, params: Vec<Value>) -> Statement {
        let (text, placeholders) = (self.statement.text.clone(), self.statement.placeholders.clone());
        Statement { text, placeholders, params, ..self.statement }
    }
}

/// The statement that selects the row of `model` with that key.
pub(super) fn by_key(model: &'static ModelDef, key: &Value, dialect: &dyn Dialect) -> Result<Statement> {
    let anew = || select(&Select::by_key(model, key.clone()), dialect);
    // A literal of another type could be written otherwise.
    if discriminant(&key.sql_type()) != discriminant(&model.primary_key().ty) {
        return anew();
    }
    match model.texts.by_key.get() {
        Some(kept) if kept.dialect == dialect.name() => {
            Ok(kept.with(vec![dialect.compared(key, model.primary_key().ty)?]))
        }
        Some(_) => anew(),
        None => {
            let statement = anew()?;
            model.texts.by_key.get_or_init(|| Kept::of(&statement, dialect));
            Ok(statement)
        }
    }
}

/// The statement that inserts the only row of `insert`.
pub(super) fn one_row(insert: &Insert, row: &[Value], dialect: &dyn Dialect) -> Result<Statement> {
    match insert.model.texts.insert.get() {
        Some((fields, kept))
            if kept.dialect == dialect.name() && *fields == insert.fields && row.len() == fields.len() =>
        {
            let stored = row.iter().zip(fields).map(|(value, field)| check::stored(dialect, field, value));
            Ok(kept.with(stored.collect::<Result<_>>()?))
        }
        Some(_) => insert::compiled(insert, dialect),
        None => {
            let statement = insert::compiled(insert, dialect)?;
            insert.model.texts.insert.get_or_init(|| (insert.fields.clone(), Kept::of(&statement, dialect)));
            Ok(statement)
        }
    }
}
