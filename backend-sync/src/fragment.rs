//! A statement as diesel wants it, whatever the database.

use diesel::{
    QueryResult,
    backend::Backend,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::Error,
    sql_types::Untyped,
};
use orm_api::{backend::Statement, value::Value};

/// A database whose statements take values in their stored form.
pub(crate) trait Bind: Backend {
    /// Binds a value whose placeholder is in the text already.
    ///
    /// # Errors
    /// Where the value is in no stored form of the database's.
    fn bind<'b>(value: &'b Stored, out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()>;
}

/// A value in its stored form: the type that each database has diesel write.
#[derive(Debug)]
pub(crate) struct Stored(pub(crate) Value);

/// A statement whose prepared form diesel keeps by its text; it keeps no `sql_query`, and no `UPDATE` of its own.
pub(crate) struct Fragment {
    /// The statement, whose values are beside it.
    pub(crate) statement: Statement,
    params: Vec<Stored>,
}

impl Fragment {
    /// The statement with its values.
    pub(crate) fn new(mut statement: Statement) -> Self {
        let params = std::mem::take(&mut statement.params).into_iter().map(Stored).collect();
        Fragment { statement, params }
    }
}

impl QueryId for Fragment {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Fragment {
    type SqlType = Untyped;
}

impl<DB: Bind> QueryFragment<DB> for Fragment {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let Fragment { statement, params } = self;
        if !statement.cached {
            out.unsafe_to_cache_prepared();
        }
        if params.len() < statement.placeholders.len() {
            return Err(unbound(params.len() + 1));
        }
        // At once: diesel asks for the text at each execution, and a buffer that grows costs more than the copy.
        out.push_sql(&statement.text);
        params.iter().try_for_each(|value| DB::bind(value, &mut out))
    }
}

#[cold]
fn unbound(index: usize) -> Error {
    Error::SerializationError(format!("placeholder {index} has no value").into())
}
