//! The rows that refer to a row.

use super::{Model, RelationDef};
use crate::error::{Error, ErrorKind, Result};
use std::fmt;

/// The rows of `U` that refer to this one, if `prefetch_related` has brought them. It never queries by itself.
pub struct Many<U> {
    rows: Option<Vec<U>>,
    /// The field that it is, for messages. Unknown for one that no query made.
    relation: Option<fn() -> &'static RelationDef>,
}

impl<U> Many<U> {
    /// The field `relation`, not loaded.
    pub const fn unloaded(relation: fn() -> &'static RelationDef) -> Self {
        Many { rows: None, relation: Some(relation) }
    }

    /// Takes the rows.
    pub fn set(&mut self, rows: Vec<U>) {
        self.rows = Some(rows);
    }

    /// Whether the rows are here.
    pub const fn is_loaded(&self) -> bool {
        self.rows.is_some()
    }
}

impl<U: Model> Many<U> {
    /// The rows, in the order in which the database sent them.
    ///
    /// # Errors
    /// [`ErrorKind::NotLoaded`] if nothing has loaded them.
    pub fn get(&self) -> Result<&[U]> {
        self.rows.as_deref().ok_or_else(|| not_loaded::<U>(self.relation))
    }

    /// The rows, to be changed, if they are loaded.
    pub fn rows_mut(&mut self) -> Option<&mut Vec<U>> {
        self.rows.as_mut()
    }
}

#[cold]
fn not_loaded<U: Model>(relation: Option<fn() -> &'static RelationDef>) -> Error {
    let (field, remedy) = match relation.map(|relation| relation()) {
        Some(relation) => {
            let name = format!("{}::{}", ((relation.local)().model)().name, relation.name);
            (format!("`{name}`"), format!("`.prefetch_related({name})`"))
        }
        None => (format!("`Many<{}>`", U::def().name), "`.prefetch_related(..)`".to_owned()),
    };
    let message = format!("{field} is not loaded: add {remedy} to the query");
    Error::new(ErrorKind::NotLoaded, message)
}

impl<U> Default for Many<U> {
    fn default() -> Self {
        Many { rows: None, relation: None }
    }
}

impl<U: Clone> Clone for Many<U> {
    fn clone(&self) -> Self {
        Many { rows: self.rows.clone(), relation: self.relation }
    }
}

impl<U: fmt::Debug> fmt::Debug for Many<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.rows {
            Some(rows) => f.debug_tuple("Many").field(rows).finish(),
            None => f.write_str("Many(not loaded)"),
        }
    }
}

impl<U: PartialEq> PartialEq for Many<U> {
    /// Equal if both are loaded with equal rows, or neither is.
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl<U: Eq> Eq for Many<U> {}
