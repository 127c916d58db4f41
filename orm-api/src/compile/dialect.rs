//! What differs between databases.

use crate::{
    backend::Begin,
    error::{Error, Result},
};
use std::{fmt::Debug, sync::Arc};

/// A database's SQL.
pub trait Dialect: Debug + Send + Sync + 'static {
    /// The database's name, as in messages.
    fn name(&self) -> &'static str;

    /// What begins a transaction.
    ///
    /// # Errors
    /// [`Unsupported`](crate::ErrorKind::Unsupported) where the database has no such transaction.
    fn begin(&self, begin: Begin) -> Result<Vec<Arc<str>>>;

    /// Whether `error` is the database's way of saying that there is no transaction to end.
    fn is_no_transaction(&self, error: &Error) -> bool;
}
