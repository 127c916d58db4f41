//! The query that applications send most: one whole row by its key. Its text is compiled once for a model.

use super::{Dialect, compiler, select};
use crate::{
    backend::{Access, Statement},
    error::Result,
    model::ModelDef,
    tree::{Comparison, Expr, Select, Source},
    value::Value,
};
use std::mem::discriminant;

/// `select` from what is kept, if it is that query and `dialect` is the one that its text is kept in.
pub(super) fn kept(select: &Select, dialect: &dyn Dialect) -> Result<Option<Statement>> {
    let Some((model, key)) = asked(select) else { return Ok(None) };
    let Some((name, statement)) = model.texts.by_key.get() else { return keep(select, model, dialect) };
    if *name != dialect.name() {
        return Ok(None);
    }
    let params = vec![dialect.compared(key, model.primary_key().ty)?];
    let (text, placeholders) = (statement.text.clone(), statement.placeholders.clone());
    Ok(Some(Statement { text, placeholders, params, ..*statement }))
}

fn keep(select: &Select, model: &ModelDef, dialect: &dyn Dialect) -> Result<Option<Statement>> {
    let compiled = compiler::statement(dialect, Access::Read, select::capacity(select), |compiler| {
        select::write(compiler, select)
    })?;
    let empty = Statement { params: Vec::new(), ..compiled.clone() };
    // Another thread may have kept it meanwhile.
    let _ = model.texts.by_key.set((dialect.name(), empty));
    Ok(Some(compiled))
}

/// The model and the key, if nothing else is asked.
fn asked(select: &Select) -> Option<(&'static ModelDef, &Value)> {
    let Source::Model(model) = select.source else { return None };
    let [Expr::Compare(Comparison::Equal, left, right)] = select.filters.as_slice() else { return None };
    let (Expr::Column(column), Expr::Value(key)) = (&**left, &**right) else { return None };
    let only = select.whole_model
        && select.related.is_empty()
        && select.columns.is_empty()
        && select.order.is_empty()
        && select.limit.is_none()
        && select.offset.is_none()
        && select.locking.is_none();
    let by_key = column.path.is_empty() && column.field == model.primary_key();
    // A literal of another type could be written otherwise.
    let alike = discriminant(&key.sql_type()) == discriminant(&model.primary_key().ty);
    (only && by_key && alike).then_some((model, key))
}
