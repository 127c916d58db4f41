//! Every async operation of the API.

mod blocking;
mod committing;
mod handles;
mod reading;
mod streaming;
mod tables;
mod transactions;
mod waiting;
mod writing;

use super::Stage;
use futures::future::BoxFuture;
use segue::Result;

/// An operation that is dropped at every point.
#[derive(Clone, Copy)]
pub struct Operation {
    /// Its name, as trials carry it.
    pub name: &'static str,
    pub(super) watch: Option<&'static str>,
    pub(super) whole: i64,
    pub(super) body: Body,
}

/// Prepares, runs what is dropped by [`Stage::cut`], and may go on with what is left.
pub(super) type Body = fn(Stage) -> BoxFuture<'static, Result<()>>;

impl Operation {
    /// The operation with that name; it changes nothing.
    pub(super) const fn new(name: &'static str, body: Body) -> Self {
        Operation { name, watch: None, whole: 0, body }
    }

    /// It changes the number that `sql` gives by `whole`, or not at all.
    const fn changing(self, sql: &'static str, whole: i64) -> Self {
        Operation { watch: Some(sql), whole, ..self }
    }

    /// It makes so many tags, all or none.
    const fn making(self, tags: i64) -> Self {
        self.changing(TAGS, tags)
    }
}

/// How many tags there are.
const TAGS: &str = "SELECT count(*) FROM tag";

/// The operation that the function with that name is.
macro_rules! operation {
    ($function:ident) => {
        $crate::sweep::Operation::new(stringify!($function), |stage| Box::pin($function(stage)))
    };
}
use operation;

/// All of them.
pub fn all() -> Vec<Operation> {
    [
        reading::operations(),
        streaming::operations(),
        writing::operations(),
        tables::operations(),
        transactions::operations(),
        committing::operations(),
        blocking::operations(),
        waiting::operations(),
        handles::operations(),
    ]
    .concat()
}
