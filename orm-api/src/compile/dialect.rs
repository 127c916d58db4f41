//! What differs between databases.

use super::{Compiler, Traces, raw};
use crate::{
    backend::{Begin, Restored},
    error::{Error, Result},
    model::FieldDef,
    tree::{Aggregate, Arithmetic, Comparison, Expr, Locking, Match, Order},
    value::{SqlType, Value},
};
use std::{fmt::Debug, sync::Arc};

/// A database's SQL. What has no default here differs on every database that Segue is made for; the defaults
/// are standard SQL.
///
/// # Errors
/// The methods that write hand on the errors of the operands in them. A dialect refuses what its database cannot
/// do with [`Unsupported`](crate::ErrorKind::Unsupported), naming the capability that lacks.
pub trait Dialect: Debug + Send + Sync + 'static {
    /// The database's name, as in messages.
    fn name(&self) -> &'static str;

    /// What begins a transaction.
    ///
    /// # Errors
    /// [`Unsupported`](crate::ErrorKind::Unsupported) where the database has no such transaction.
    fn begin(&self, begin: Begin) -> Result<Vec<Arc<str>>>;

    /// How a session gets back the time-outs that it had before a transaction that had others.
    fn restored(&self) -> Restored;

    /// Whether `error` is the database's way of saying that there is no transaction to end.
    fn is_no_transaction(&self, error: &Error) -> bool;

    /// Whether `BEGIN`, `COMMIT` and savepoints are kept prepared, as any other statement; else they are sent as they are, in one
    /// message.
    fn prepares_control(&self) -> bool {
        false
    }

    /// Whether it is a server, which may stop answering.
    fn is_server(&self) -> bool {
        true
    }

    /// Whether definitions of tables are part of the transaction that they stand in.
    fn defines_in_transactions(&self) -> bool {
        true
    }

    /// By what statements are known that leave something behind on their connection.
    fn traces(&self) -> &'static Traces;

    /// The most parameters that one statement takes.
    fn max_params(&self) -> usize;

    /// The form in which `value` is kept in a column of type `ty`, exactly.
    ///
    /// # Errors
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue) where it cannot be kept exactly, or is of another type.
    fn store(&self, value: &Value, ty: SqlType) -> Result<Value>;

    /// Writes a column's type, and the checks that the type alone does not make.
    ///
    /// # Errors
    /// [`Unsupported`](crate::ErrorKind::Unsupported) where the database has no such column.
    fn column_type(&self, compiler: &mut Compiler<'_>, field: &FieldDef) -> Result<()>;

    /// Writes the condition that `operand` holds `text` at `place`.
    fn text_match(
        &self,
        compiler: &mut Compiler<'_>,
        operand: &Expr,
        place: Match,
        text: &Expr,
        ignore_case: bool,
    ) -> Result<()>;

    /// The form in which `value` is compared with an expression of type `ty`.
    ///
    /// # Errors
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue) where no value of the type compares with it as it does.
    fn compared(&self, value: &Value, ty: SqlType) -> Result<Value> {
        self.store(value, ty)
    }

    /// The form in which `value` is bound to SQL of the user's own, where no column is known.
    ///
    /// # Errors
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue) where the form depends on the column.
    fn untyped(&self, value: &Value) -> Result<Value> {
        self.store(value, value.sql_type())
    }

    /// Writes the placeholder of the parameter `index`, from 1.
    fn placeholder(&self, index: usize, text: &mut String) {
        let _ = index;
        text.push('?');
    }

    /// What stands around names.
    fn quote(&self) -> char {
        '"'
    }

    /// The length in bytes beyond which names are refused: a server would cut them, and take one for another.
    fn max_identifier(&self) -> usize {
        usize::MAX
    }

    /// What stands around the placeholder of a literal that meets an expression of type `ty`: a server that is not told
    /// a parameter's type guesses it from what stands beside. `stored` is what is bound.
    fn annotation(&self, stored: &Value, ty: SqlType) -> [&'static str; 2] {
        let _ = (stored, ty);
        ["", ""]
    }

    /// Whether a table may refer to one that is made later. Where false, such keys are added at the end.
    fn refers_ahead(&self) -> bool {
        false
    }

    /// Whether a column's own definition says what it refers to. Where false, the table's says it, after all columns.
    fn refers_in_columns(&self) -> bool {
        true
    }

    /// Writes what follows a table's columns.
    fn table_options(&self, compiler: &mut Compiler<'_>) {
        let _ = compiler;
    }

    /// Whether one statement drops several tables, whichever of them refer to each other. Where false, keys that close
    /// a circle are dropped first.
    fn drops_together(&self) -> bool {
        false
    }

    /// Whether an `INSERT` gives back the rows as they are stored, by `RETURNING`. Where false, they are selected by their
    /// keys.
    fn returns_rows(&self) -> bool {
        true
    }

    /// Writes the condition, behind the key's name, that the key is one of the `rows` that this session was numbered last: on a
    /// database whose `INSERT` gives nothing back.
    fn numbered(&self, compiler: &mut Compiler<'_>, rows: usize) {
        let _ = (compiler, rows);
    }

    /// What follows the table in an `INSERT` of one row that the database fills.
    fn row_of_defaults(&self) -> &'static str {
        " DEFAULT VALUES"
    }

    /// What stands around a query of the keys of rows in the table that the statement around it changes.
    fn own_keys(&self) -> [&'static str; 2] {
        ["", ""]
    }

    /// Whether an `UPDATE` takes values from a list in its `FROM`. Where false, it joins the list to its table.
    fn updates_from_lists(&self) -> bool {
        true
    }

    /// Whether the new values of an `UPDATE` are made of the row as it was, as standard SQL has it. Where false, columns
    /// are set in an order in which they are, or not at all.
    fn assigns_at_once(&self) -> bool {
        true
    }

    /// Whether `@` begins the name of a variable in SQL of the user's own, and not that of a parameter.
    fn has_variables(&self) -> bool {
        false
    }

    /// How many bytes of `sql`, the user's own, belong to the literal, quoted name or comment that begins at `at`; 0 if
    /// none does.
    fn quoted(&self, sql: &str, at: usize) -> usize {
        raw::standard_quoted(sql.as_bytes(), at)
    }

    /// How many rows of so many fields one `INSERT` takes.
    fn insert_rows_per_statement(&self, fields: usize) -> usize {
        // A row without a value is written `DEFAULT VALUES`, alone.
        self.max_params().checked_div(fields).unwrap_or(1).max(1)
    }

    /// Writes a comparison.
    fn compare(
        &self,
        compiler: &mut Compiler<'_>,
        comparison: Comparison,
        left: &Expr,
        right: &Expr,
    ) -> Result<()> {
        compiler.native_comparison(comparison, left, right)
    }

    /// Writes arithmetic, in parentheses.
    fn arithmetic(
        &self,
        compiler: &mut Compiler<'_>,
        operator: Arithmetic,
        left: &Expr,
        right: &Expr,
    ) -> Result<()> {
        compiler.native_arithmetic(operator, left, right)
    }

    /// Writes an aggregate.
    fn aggregate(
        &self,
        compiler: &mut Compiler<'_>,
        function: Aggregate,
        operand: Option<&Expr>,
        distinct: bool,
    ) -> Result<()> {
        compiler.call(function, operand, distinct)
    }

    /// Writes an expression, which is no literal, as the new value of `field`.
    fn assigned(&self, compiler: &mut Compiler<'_>, field: &FieldDef, expr: &Expr) -> Result<()> {
        let _ = field;
        compiler.operand(expr)
    }

    /// Writes an expression where its value is selected, as a model's type is decoded from it.
    fn selected(&self, compiler: &mut Compiler<'_>, expr: &Expr) -> Result<()> {
        compiler.expr(expr)
    }

    /// Writes what an index on `field` is made over.
    fn index_key(&self, compiler: &mut Compiler<'_>, field: &FieldDef) {
        compiler.identifier(field.column);
    }

    /// Whether `BETWEEN` compares `operand` with `low` and `high` as [`compare`](Dialect::compare) does; two
    /// comparisons are written otherwise.
    fn has_between(&self, operand: &Expr, low: &Expr, high: &Expr) -> bool {
        let _ = (operand, low, high);
        true
    }

    /// Whether `IN` finds `operand` in a list as [`compare`](Dialect::compare) does; comparisons are written otherwise.
    fn has_in(&self, operand: &Expr) -> bool {
        let _ = operand;
        true
    }

    /// Writes one key of an order. NULLs come first ascending and last descending.
    fn order(&self, compiler: &mut Compiler<'_>, order: &Order) -> Result<()>;

    /// Writes at most so many rows, after leaving out so many. One of both is given.
    fn limit(&self, compiler: &mut Compiler<'_>, limit: Option<u64>, offset: Option<u64>);

    /// Writes the lock on the selected rows.
    ///
    /// # Errors
    /// [`Unsupported`](crate::ErrorKind::Unsupported) where the database has no such lock.
    fn lock(&self, compiler: &mut Compiler<'_>, locking: &Locking) -> Result<()>;
}
