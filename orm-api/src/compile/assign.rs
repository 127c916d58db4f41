//! In which order the columns of an `UPDATE` are set.

use super::Dialect;
use crate::{
    error::{Error, ErrorKind, Result},
    model::FieldDef,
    tree::Expr,
};

/// A column and its new value.
type Assignment = (&'static FieldDef, Expr);

/// As they are given. On a database that sets one column after the other, every column after those whose new values are
/// made of it: MySQL's `SET a = a + 1, b = a` would give both the new value.
///
/// # Errors
/// [`ErrorKind::Unsupported`] where the database sets one column after the other, and two are made of each other.
pub(super) fn order<'a>(set: &'a [Assignment], dialect: &dyn Dialect) -> Result<Vec<&'a Assignment>> {
    let mut left: Vec<_> = set.iter().collect();
    if dialect.assigns_at_once() {
        return Ok(left);
    }
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let unread = left.iter().position(|(field, _)| !left.iter().any(|other| reads(other, field)));
        match unread {
            Some(next) => ordered.push(left.remove(next)),
            None => return Err(circle(&left, dialect)),
        }
    }
    Ok(ordered)
}

/// Whether the new value of another column than `field` is made of it.
fn reads((other, expr): &Assignment, field: &FieldDef) -> bool {
    let mut found = false;
    expr.walk(&mut |expr| found |= matches!(expr, Expr::Column(column) if column.field == field));
    found && *other != field
}

#[cold]
fn circle(left: &[&Assignment], dialect: &dyn Dialect) -> Error {
    let table = left.first().map_or("", |(field, _)| (field.model)().table);
    let columns: Vec<_> = left.iter().map(|(field, _)| field.column).collect();
    let message = format!(
        "the new values of {table}.{} are made of each other's old ones, and {} sets one column after the other; \
         fetch the rows first, or update the columns one by one",
        columns.join(", "),
        dialect.name()
    );
    Error::new(ErrorKind::Unsupported, message)
}
