//! SQL of the user's own.

use super::fetch::unpack;
use crate::{
    backend::{Access, Flow, RowSink, Session},
    compile,
    db::{Executor, operation},
    error::{Error, ErrorKind, Result},
    model::{FromRow, Reader},
    op::Op,
    value::{FieldType, Row, Value},
};

/// A statement of the user's own with bound parameters, made by [`raw`].
#[derive(Clone, Debug)]
#[must_use = "raw SQL does nothing until `all`, `get` or `execute` is awaited or waited for"]
pub struct Raw {
    sql: String,
    params: Vec<Value>,
    access: Access,
}

/// One SQL statement, with a `?` for each parameter on every database. It counts as writing unless it is declared
/// [read-only](Raw::read_only).
///
/// ```ignore
/// let rows: Vec<(String, i64)> = raw("SELECT title, id FROM album WHERE id > ?").bind(3_i64).read_only().all(&db).await?;
/// ```
pub fn raw(sql: impl Into<String>) -> Raw {
    Raw { sql: sql.into(), params: Vec::new(), access: Access::Write }
}

impl Raw {
    /// Binds the next parameter.
    pub fn bind<T: FieldType>(mut self, value: T) -> Self {
        self.params.push(value.encode());
        self
    }

    /// Declares that it only reads, so that it needs no turn to write. Only a statement that begins with `SELECT`, `WITH`,
    /// `VALUES`, `EXPLAIN` or `PRAGMA` can be declared so.
    pub fn read_only(mut self) -> Self {
        self.access = Access::Read;
        self
    }

    /// All rows, decoded column by column in the order of the statement's columns.
    ///
    /// # Errors
    /// The database's; [`ErrorKind::Decode`] where a row has another number of columns than `T` takes;
    /// [`ErrorKind::Usage`] for a wrong number of parameters.
    #[track_caller]
    pub fn all<T: FromRow>(self, executor: &(impl Executor + ?Sized)) -> Op<Vec<T>> {
        operation(executor, self.access, move |session| {
            Box::pin(async move {
                let statement = self.statement(session)?;
                let sink = session.fetch(statement, Box::new(RawRows::<T>(Vec::new()))).await?;
                unpack::<RawRows<T>>(sink).map(|rows| rows.0)
            })
        })
    }

    /// The only row.
    ///
    /// # Errors
    /// As [`all`](Raw::all); [`ErrorKind::DoesNotExist`], [`ErrorKind::MultipleObjectsReturned`].
    #[track_caller]
    pub fn get<T: FromRow>(self, executor: &(impl Executor + ?Sized)) -> Op<T> {
        let all = self.all::<T>(executor);
        let waiter = executor.target();
        Op::new(Some(waiter), async move {
            let mut rows = all.await?;
            match (rows.pop(), rows.len()) {
                (Some(row), 0) => Ok(row),
                (None, _) => Err(Error::new(ErrorKind::DoesNotExist, "the raw query gave no row")),
                _ => Err(Error::new(
                    ErrorKind::MultipleObjectsReturned,
                    "the raw query gave more than one row",
                )),
            }
        })
    }

    /// Runs it, and gives back how many rows it changed.
    ///
    /// # Errors
    /// As [`all`](Raw::all).
    #[track_caller]
    pub fn execute(self, executor: &(impl Executor + ?Sized)) -> Op<u64> {
        operation(executor, self.access, move |session| {
            Box::pin(async move {
                let statement = self.statement(session)?;
                Ok(session.execute(statement).await?.rows)
            })
        })
    }

    fn statement(&self, session: &mut Session) -> Result<crate::backend::Statement> {
        let first = self.sql.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        match (self.access, first.as_str()) {
            (Access::Read, "SELECT" | "WITH" | "VALUES" | "EXPLAIN" | "PRAGMA") => {}
            (Access::Read, _) => {
                let message = format!("a statement that begins with `{first}` cannot be declared read-only");
                return Err(Error::new(ErrorKind::Usage, message));
            }
            // A single statement of these kinds can neither open nor end a transaction.
            (Access::Write, "SELECT" | "WITH" | "VALUES" | "INSERT" | "UPDATE" | "DELETE" | "REPLACE") => {}
            (Access::Write, "CREATE" | "DROP" | "ALTER" | "ANALYZE" | "REINDEX") => {}
            (Access::Write, _) => session.expect_raw_sql(),
        }
        compile::raw(&self.sql, &self.params, self.access, session.dialect())
    }
}

struct RawRows<T>(Vec<T>);

impl<T: FromRow> RowSink for RawRows<T> {
    fn row(&mut self, row: &dyn Row) -> Result<Flow> {
        let mut reader = Reader::new(row, &[]);
        self.0.push(T::from_row(&mut reader)?);
        reader.expect_end()?;
        Ok(Flow::More)
    }
}
