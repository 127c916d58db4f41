//! SQL of the user's own.

use super::{fetch::unpack, schema::commits_transaction};
use crate::{
    backend::{Access, Flow, Guarded, RowSink, Session, Statement},
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
/// [read-only](Raw::read_only). Transactions are opened and ended by handles: a `BEGIN` is rolled back when the statement
/// is done, and a `COMMIT` inside `atomic` is refused, as is what commits by itself. What it leaves on its connection (settings,
/// attached files, temporary tables, locks and variables of the session, what it listens to) holds until the connection is given
/// back, which is closed then: nobody else meets it.
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
    /// `VALUES`, `EXPLAIN`, `PRAGMA`, `SHOW` or `DESCRIBE` can be declared so.
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
                let guarded = self.guard(session).await?;
                let sink = session.fetch(statement, Box::new(RawRows::<T>(Vec::new()))).await?;
                guarded.expect_transaction(session).await?;
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

    /// Runs it, and gives back how many rows it changed: 0 of what changes none by nature, such as a definition (D-22).
    ///
    /// # Errors
    /// As [`all`](Raw::all).
    #[track_caller]
    pub fn execute(self, executor: &(impl Executor + ?Sized)) -> Op<u64> {
        operation(executor, self.access, move |session| {
            Box::pin(async move {
                let statement = self.statement(session)?;
                let guarded = self.guard(session).await?;
                let rows = session.execute(statement).await?.rows;
                guarded.expect_transaction(session).await?;
                Ok(if changes_rows(&self.sql) { rows } else { 0 })
            })
        })
    }

    /// A procedure may end the transaction that it is called in, on databases where anything but `COMMIT` can.
    async fn guard(&self, session: &mut Session) -> Result<Guarded> {
        let calls = matches!(&*first_word(&self.sql), "CALL" | "EXECUTE");
        let may_end =
            calls && session.condition().depth > 0 && !session.dialect().traces().commits.is_empty();
        match may_end {
            true => Guarded::begin(session).await,
            false => Ok(Guarded::not()),
        }
    }

    fn statement(&self, session: &mut Session) -> Result<Statement> {
        if without_comments(&self.sql).is_empty() {
            return Err(Error::new(ErrorKind::Usage, "the SQL holds no statement; give one"));
        }
        let first = first_word(&self.sql);
        let traces = session.dialect().traces();
        match (self.access, first.as_str()) {
            (_, "PRAGMA") if changes_settings(&self.sql) => session.doom(),
            (Access::Read, "SELECT" | "WITH" | "VALUES" | "EXPLAIN" | "PRAGMA" | "SHOW" | "DESCRIBE") => {}
            (Access::Read, _) => {
                let message = format!("a statement that begins with `{first}` cannot be declared read-only");
                return Err(Error::new(ErrorKind::Usage, message));
            }
            // A single statement of these kinds can neither open nor end a transaction.
            (_, "SELECT" | "WITH" | "VALUES" | "EXPLAIN" | "INSERT" | "UPDATE" | "DELETE" | "REPLACE") => {}
            (_, word) if session.condition().depth > 0 && traces.commits.contains(&word) => {
                return Err(commits_transaction(session.dialect(), &format!("`{first}`")));
            }
            (
                _,
                "CREATE" | "DROP" | "ALTER" | "TRUNCATE" | "RENAME" | "ANALYZE" | "REINDEX" | "VACUUM"
                | "PRAGMA",
            ) => {}
            (_, "BEGIN" | "START" | "COMMIT" | "END" | "ROLLBACK" | "SAVEPOINT" | "RELEASE")
                if session.condition().depth > 0 =>
            {
                return Err(ends_another(&first));
            }
            _ => session.expect_raw_sql(),
        }
        // What it leaves behind must be met by nobody else.
        if traces.are_left_by(without_comments(&self.sql), &first) {
            session.doom();
        }
        let statement = compile::raw(&self.sql, &self.params, self.access, session.dialect())?;
        // What `*` stands for changes with the table, and drivers read a kept statement's rows by what it was. Definitions
        // run once.
        let kept = match first.as_str() {
            "SELECT" | "WITH" | "VALUES" => !self.sql.contains('*'),
            "INSERT" | "UPDATE" | "DELETE" | "REPLACE" => !returns_everything(&self.sql),
            first => first == "PRAGMA",
        };
        Ok(Statement { cached: statement.cached && kept, ..statement })
    }
}

/// The first word of `sql`, in capitals, after white space and comments.
fn first_word(sql: &str) -> String {
    let beginning = without_comments(sql);
    beginning.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_uppercase()
}

/// `sql` after white space and comments.
fn without_comments(sql: &str) -> &str {
    let mut rest = sql.trim_start();
    loop {
        let end = match rest.get(..2) {
            Some("--") => rest.find('\n').map(|at| at + 1),
            Some("/*") => rest.find("*/").map(|at| at + 2),
            _ => break,
        };
        rest = rest[end.unwrap_or(rest.len())..].trim_start();
    }
    rest
}

/// Whether a writing statement gives back all columns.
fn returns_everything(sql: &str) -> bool {
    let returned = sql.to_ascii_uppercase();
    returned.rsplit_once("RETURNING").is_some_and(|(_, returned)| returned.contains('*'))
}

/// Whether rows are what it changes. What follows a `WITH` is told by the words outside of its parentheses.
fn changes_rows(sql: &str) -> bool {
    let changing = |word: &str| matches!(word, "INSERT" | "UPDATE" | "DELETE" | "REPLACE");
    match first_word(sql).as_str() {
        "WITH" => {
            let mut depth = 0_i32;
            let mut outside = sql.to_ascii_uppercase();
            outside.retain(|one| {
                depth += i32::from(one == '(') - i32::from(one == ')');
                depth == 0
            });
            outside.split(|one: char| !one.is_ascii_alphabetic()).any(changing)
        }
        first => changing(first),
    }
}

/// Whether a `PRAGMA` may change how its connection works: those that only tell something are known by name, as are
/// those that are read without a value.
fn changes_settings(sql: &str) -> bool {
    const TELLING: [&str; 5] = ["_info", "_xinfo", "_list", "_check", "wal_checkpoint"];
    let Some((name, _)) = sql.split_once(['=', '(']) else { return false };
    let name = name.trim_end().to_ascii_lowercase();
    sql.contains('=') || !TELLING.iter().any(|telling| name.ends_with(telling))
}

#[cold]
fn ends_another(first: &str) -> Error {
    let message = format!(
        "`{first}` inside a transaction that its handle ends; use `commit`, `rollback` or `atomic` of the handle"
    );
    Error::new(ErrorKind::Usage, message)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Comments and punctuation do not hide what a statement is.
    #[test]
    fn the_first_word_is_found() {
        for sql in ["commit", "  COMMIT;", "-- why\n/* and */ Commit", "COMMIT/**/"] {
            assert_eq!(first_word(sql), "COMMIT", "{sql}");
        }
        assert_eq!(first_word("-- nothing"), "");
        assert_eq!(first_word("select(1)"), "SELECT");
    }

    /// Whatever a query reads, it changes nothing.
    #[test]
    fn changes_are_told_from_queries() {
        for changing in ["insert into t values (1)", "WITH a AS (SELECT 1) DELETE FROM t"] {
            assert!(changes_rows(changing), "{changing}");
        }
        for not in ["SELECT 1", "CREATE TABLE t (a)", "WITH a AS (SELECT 'x' AS \"update\") SELECT * FROM a"]
        {
            assert!(!changes_rows(not), "{not}");
        }
    }

    /// What only tells something leaves the connection as it is.
    #[test]
    fn settings_are_told_from_questions() {
        for told in ["PRAGMA foreign_keys", "PRAGMA table_info(t)", "pragma main.index_list ( 't' )"] {
            assert!(!changes_settings(told), "{told}");
        }
        for set in ["PRAGMA foreign_keys = 0", "PRAGMA foreign_keys(0)", "PRAGMA table_info=t"] {
            assert!(changes_settings(set), "{set}");
        }
    }
}
