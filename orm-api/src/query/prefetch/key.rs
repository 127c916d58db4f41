//! What rows are put together by.

use crate::{
    error::{Error, ErrorKind, Result},
    model::{FieldDef, Model},
    tree::Select,
    value::Value,
};
use std::{
    collections::HashSet,
    hash::{Hash, Hasher},
};

/// So many keys go into one statement.
pub(super) const MOST_KEYS: usize = 8192;

/// Which of the model's fields `field` is.
pub(super) fn index_of<M: Model>(field: &'static FieldDef) -> Result<usize> {
    M::def()
        .fields
        .iter()
        .position(|one| one == field)
        .ok_or_else(|| Error::new(ErrorKind::Internal, format!("{field:?} is no field of {}", M::def().name)))
}

/// A limit would hold for all rows together, not for each: refused until it can be said per row.
pub(super) fn refuse_limit(select: &Select) -> Result<()> {
    if select.limit.is_none() && select.offset.is_none() {
        return Ok(());
    }
    let message = "the query of a prefetch has a limit, which would hold for all rows together; leave it out";
    Err(Error::new(ErrorKind::Usage, message))
}

/// Each value once, in the order of their first appearance.
pub(super) fn distinct(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut seen = HashSet::new();
    values.filter(|value| !value.is_null() && seen.insert(Key(value.clone()))).collect()
}

/// A value that rows are joined by: keys are compared as the database compares them, without floats.
#[derive(PartialEq)]
pub(in crate::query) struct Key(pub(in crate::query) Value);

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Value::Bool(value) => value.hash(state),
            Value::I16(value) => value.hash(state),
            Value::I32(value) => value.hash(state),
            Value::I64(value) => value.hash(state),
            Value::Text(value) | Value::Json(value) => value.hash(state),
            Value::Bytes(value) => value.hash(state),
            Value::Decimal(value) => value.hash(state),
            Value::Date(value) => value.hash(state),
            Value::Time(value) => value.hash(state),
            Value::DateTime(value) => value.hash(state),
            Value::Timestamp(value) => value.hash(state),
            Value::Uuid(value) => value.hash(state),
            // No key has these; equal ones still hash alike.
            Value::Null(_) | Value::F32(_) | Value::F64(_) => {}
        }
    }
}
