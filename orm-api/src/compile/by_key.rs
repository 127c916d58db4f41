//! The query that applications send most: one whole row by its key. Its text is compiled once for a model.

use super::{Dialect, select};
use crate::{backend::Statement, error::Result, model::ModelDef, tree::Select, value::Value};
use std::mem::discriminant;

/// The statement from what is kept, if `dialect` is the one that its text is kept in; otherwise anew.
pub(super) fn compiled(model: &'static ModelDef, key: &Value, dialect: &dyn Dialect) -> Result<Statement> {
    let anew = || select(&Select::by_key(model, key.clone()), dialect);
    // A literal of another type could be written otherwise.
    if discriminant(&key.sql_type()) != discriminant(&model.primary_key().ty) {
        return anew();
    }
    match model.texts.by_key.get() {
        Some((name, kept)) if *name == dialect.name() => {
            let params = vec![dialect.compared(key, model.primary_key().ty)?];
            let (text, placeholders) = (kept.text.clone(), kept.placeholders.clone());
            Ok(Statement { text, placeholders, params, ..*kept })
        }
        Some(_) => anew(),
        None => {
            let statement = anew()?;
            let kept = Statement { params: Vec::new(), ..statement.clone() };
            // Another thread may have kept it meanwhile.
            let _ = model.texts.by_key.set((dialect.name(), kept));
            Ok(statement)
        }
    }
}
