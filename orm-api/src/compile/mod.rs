//! From the query tree to SQL: pure functions, one implementation over one tree. What differs between
//! databases is data and override points of [`Dialect`].
//!
//! The text of a statement depends on the shape of its query alone, never on a value in it: prepared-statement
//! caches then hit. Every identifier is quoted, every value is bound.

mod assign;
mod bulk_update;
mod check;
mod clock;
mod column;
mod compiler;
mod dialect;
mod document;
mod expr;
mod insert;
mod inserted;
mod kept;
mod literal;
mod lock;
mod mysql;
mod postgres;
mod raw;
mod scope;
mod select;
mod server;
mod sqlite;
mod table;
mod traces;
mod update;
mod writer;

pub use compiler::Compiler;
pub use dialect::Dialect;
pub use kept::Texts;
pub use mysql::{MariaDb, MySql};
pub use postgres::Postgres;
pub use sqlite::Sqlite;
pub use traces::Traces;

use crate::{
    backend::{Access, Statement},
    error::Result,
    model::ModelDef,
    tree::{BulkUpdate, Delete, Insert, Select, Update},
    value::Value,
};

/// The statement that selects the whole row of `model` with that primary key. Its text is compiled once for a model.
///
/// # Errors
/// As [`select`].
pub(crate) fn by_key(model: &'static ModelDef, key: &Value, dialect: &dyn Dialect) -> Result<Statement> {
    kept::by_key(model, key, dialect)
}

/// Compiles a `SELECT`.
///
/// # Errors
/// [`Unsupported`](crate::ErrorKind::Unsupported) where the database has no way to say it;
/// [`InvalidValue`](crate::ErrorKind::InvalidValue) where it cannot take a literal, or that many.
pub fn select(select: &Select, dialect: &dyn Dialect) -> Result<Statement> {
    // A lock is a write: it waits for SQLite's writer, and servers refuse it in a read-only transaction.
    let access = if select.locking.is_some() { Access::Write } else { Access::Read };
    compiler::statement(dialect, access, select::capacity(select), |compiler| select::write(compiler, select))
}

/// Compiles an `INSERT` of all its rows in one statement. The caller keeps to
/// [`insert_rows_per_statement`](Dialect::insert_rows_per_statement).
///
/// # Errors
/// [`InvalidValue`](crate::ErrorKind::InvalidValue), naming table and column, where a column cannot keep a value
/// exactly; [`Usage`](crate::ErrorKind::Usage) where there is no row, or a row has another number of values than
/// there are fields.
pub fn insert(insert: &Insert, dialect: &dyn Dialect) -> Result<Statement> {
    match insert.rows.as_slice() {
        [row] if insert.returning => kept::one_row(insert, row, dialect),
        _ => insert::compiled(insert, dialect),
    }
}

/// Compiles a query for the rows that `insert` has made, to be sent by the same session right after it, where
/// [`returns_rows`](Dialect::returns_rows) says that it gives nothing back.
///
/// # Errors
/// As [`insert`].
pub fn inserted(insert: &Insert, dialect: &dyn Dialect) -> Result<Statement> {
    let capacity = insert::capacity(insert);
    compiler::statement(dialect, Access::Read, capacity, |compiler| inserted::write(compiler, insert))
}

/// Compiles an `UPDATE`.
///
/// # Errors
/// As [`select`] and [`insert`]; [`Unsupported`](crate::ErrorKind::Unsupported) where a new value reaches over a
/// relation; [`Usage`](crate::ErrorKind::Usage) where no column is set, or one twice.
pub fn update(update: &Update, dialect: &dyn Dialect) -> Result<Statement> {
    compiler::statement(dialect, Access::Write, 256, |compiler| update::write_update(compiler, update))
}

/// Compiles an `UPDATE` of all rows of `update` in one statement. The caller keeps to
/// [`insert_rows_per_statement`](Dialect::insert_rows_per_statement), the key counted as a field.
///
/// # Errors
/// As [`insert`].
pub fn bulk_update(update: &BulkUpdate, dialect: &dyn Dialect) -> Result<Statement> {
    let capacity = bulk_update::capacity(update);
    compiler::statement(dialect, Access::Write, capacity, |compiler| bulk_update::write(compiler, update))
}

/// Compiles a `DELETE`.
///
/// # Errors
/// As [`select`].
pub fn delete(delete: &Delete, dialect: &dyn Dialect) -> Result<Statement> {
    compiler::statement(dialect, Access::Write, 128, |compiler| update::write_delete(compiler, delete))
}

/// Takes SQL of the user's own, in which `?` stands for a parameter: not in literals, quoted names or comments.
///
/// # Errors
/// [`Usage`](crate::ErrorKind::Usage) where `params` has another number of values than `sql` has placeholders, or
/// `sql` numbers them; [`InvalidValue`](crate::ErrorKind::InvalidValue) where the database cannot take a value.
pub fn raw(sql: &str, params: &[Value], access: Access, dialect: &dyn Dialect) -> Result<Statement> {
    compiler::statement(dialect, access, sql.len(), |compiler| raw::write(compiler, sql, params))
}

/// What makes a model's table and its indexes.
///
/// # Errors
/// [`Unsupported`](crate::ErrorKind::Unsupported) where the database has no such column.
pub fn create_table(model: &'static ModelDef, dialect: &dyn Dialect) -> Result<Vec<Statement>> {
    table::create(model, dialect)
}

/// What makes the tables of `models`, each after those that it refers to as far as they do not refer to each
/// other.
///
/// # Errors
/// As [`create_table`].
pub fn create_tables(models: &[&'static ModelDef], dialect: &dyn Dialect) -> Result<Vec<Statement>> {
    table::create_all(models, dialect)
}

/// What drops the tables of `models`, as far as they exist, each before those that it refers to.
///
/// # Errors
/// [`Unsupported`](crate::ErrorKind::Unsupported) where a name is longer than the database keeps.
pub fn drop_tables(models: &[&'static ModelDef], dialect: &dyn Dialect) -> Result<Vec<Statement>> {
    table::drop_all(models, dialect)
}
