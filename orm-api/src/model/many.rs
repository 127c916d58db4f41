//! The rows that refer to a row.

use super::{Model, RelationDef};
use crate::error::{Error, ErrorKind, Result};
use std::{
    any::Any,
    fmt,
    marker::PhantomData,
    panic::{RefUnwindSafe, UnwindSafe},
};

/// The rows of `U` that refer to this one, if `prefetch_related` has brought them. It never queries by itself.
pub struct Many<U> {
    /// A `Vec<U>`, whose type is hidden for the same reason as a [`ForeignKey`](super::ForeignKey)'s object.
    rows: Option<Box<dyn Any + Send + Sync>>,
    /// The field that it is, for messages. Unknown for one that no query made.
    relation: Option<fn() -> &'static RelationDef>,
    of: PhantomData<fn(U) -> U>,
}

impl<U> Many<U> {
    /// The field `relation`, not loaded.
    pub const fn unloaded(relation: fn() -> &'static RelationDef) -> Self {
        Many { rows: None, relation: Some(relation), of: PhantomData }
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
        self.loaded().map(Vec::as_slice).ok_or_else(|| not_loaded::<U>(self.relation))
    }

    /// The rows, to be changed, if they are loaded.
    pub fn rows_mut(&mut self) -> Option<&mut Vec<U>> {
        self.rows.as_mut()?.downcast_mut()
    }
}

impl<U: Any + Send + Sync> Many<U> {
    /// Takes the rows.
    pub fn set(&mut self, rows: Vec<U>) {
        self.rows = Some(Box::new(rows));
    }

    fn loaded(&self) -> Option<&Vec<U>> {
        self.rows.as_ref()?.downcast_ref()
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
        Many { rows: None, relation: None, of: PhantomData }
    }
}

impl<U: Any + Send + Sync + Clone> Clone for Many<U> {
    fn clone(&self) -> Self {
        let mut copy = Many { rows: None, relation: self.relation, of: PhantomData };
        if let Some(rows) = self.loaded() {
            copy.set(rows.clone());
        }
        copy
    }
}

impl<U: Any + Send + Sync + fmt::Debug> fmt::Debug for Many<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.loaded() {
            Some(rows) => f.debug_tuple("Many").field(rows).finish(),
            None => f.write_str("Many(not loaded)"),
        }
    }
}

impl<U: Any + Send + Sync + PartialEq> PartialEq for Many<U> {
    /// Equal if both are loaded with equal rows, or neither is.
    fn eq(&self, other: &Self) -> bool {
        self.loaded() == other.loaded()
    }
}

impl<U: Any + Send + Sync + Eq> Eq for Many<U> {}

// Rows are plain data, which no panic leaves half changed unseen; the hidden type would say otherwise.
impl<U> UnwindSafe for Many<U> {}
impl<U> RefUnwindSafe for Many<U> {}
