//! SQLite.

mod assigned;
mod column;
mod decimal;
mod digits;
mod search;
mod stored;

use super::{
    Compiler, Dialect, Traces,
    literal::{self, unsupported},
    raw,
};
use crate::{
    backend::{Access, Begin, FileLock, Restored},
    error::{Error, ErrorKind, Result},
    model::FieldDef,
    tree::{Aggregate, Arithmetic, Comparison, Direction, Expr, Locking, Match, Order},
    value::{SqlType, Value},
};
use std::sync::Arc;

/// SQLite's SQL, from 3.35 on (`RETURNING`).
///
/// What Segue stores is of SQLite's five kinds: booleans as 0 and 1; dates and times as texts that sort as they
/// should, times in UTC and microseconds; UUIDs as hyphenated text; decimals as the integer of their smallest unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sqlite;

impl Dialect for Sqlite {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    /// Every transaction of SQLite's is serializable, which satisfies each isolation.
    fn begin(&self, begin: Begin) -> Result<Vec<Arc<str>>> {
        if begin.statement_timeout.is_some() {
            return Err(limits_no_statements());
        }
        let sql = match (begin.file_lock, begin.access) {
            (Some(FileLock::Exclusive), _) => "BEGIN EXCLUSIVE",
            (Some(FileLock::Immediate), _) | (None, Access::Write) => "BEGIN IMMEDIATE",
            (Some(FileLock::Deferred), _) | (None, Access::Read) => "BEGIN",
        };
        let timeout = begin.lock_timeout.map(|limit| {
            let millis = limit.as_millis().min(i32::MAX as u128);
            Arc::from(format!("PRAGMA busy_timeout = {millis}"))
        });
        Ok(timeout.into_iter().chain([sql.into()]).collect())
    }

    /// Nothing keeps what the time-out was.
    fn restored(&self) -> Restored {
        Restored::Replaced
    }

    fn is_no_transaction(&self, error: &Error) -> bool {
        error.to_string().contains("no transaction is active")
    }

    fn prepares_control(&self) -> bool {
        true
    }

    fn is_server(&self) -> bool {
        false
    }

    fn traces(&self) -> &'static Traces {
        &Traces { words: &["ATTACH", "DETACH"], local: &[], names: &["load_extension"], commits: &[] }
    }

    /// `SQLITE_MAX_VARIABLE_NUMBER` of the bundled library.
    fn max_params(&self) -> usize {
        32_766
    }

    fn store(&self, value: &Value, ty: SqlType) -> Result<Value> {
        stored::store(value, ty)
    }

    fn compared(&self, value: &Value, ty: SqlType) -> Result<Value> {
        match digits::compared(value, ty) {
            Some(bound) => bound,
            None => stored::store(value, ty),
        }
    }

    fn untyped(&self, value: &Value) -> Result<Value> {
        match value {
            Value::Decimal(number) => Err(stored::unscaled(number)),
            value => stored::store(value, value.sql_type()),
        }
    }

    /// Keys are checked when rows are written, not when tables are made.
    fn refers_ahead(&self) -> bool {
        true
    }

    /// SQLite also takes the other databases' quotes around names.
    fn quoted(&self, sql: &str, at: usize) -> usize {
        match sql.as_bytes()[at] {
            b'`' => raw::up_to(sql.as_bytes(), at + 1, b"`") - at,
            b'[' => raw::up_to(sql.as_bytes(), at + 1, b"]") - at,
            _ => raw::standard_quoted(sql.as_bytes(), at),
        }
    }

    fn column_type(&self, compiler: &mut Compiler<'_>, field: &FieldDef) -> Result<()> {
        column::write(compiler, field)
    }

    fn text_match(
        &self,
        compiler: &mut Compiler<'_>,
        operand: &Expr,
        place: Match,
        text: &Expr,
        ignore_case: bool,
    ) -> Result<()> {
        match ignore_case {
            true => search::without_case(compiler, operand, place, text),
            false => search::with_case(compiler, operand, place, text),
        }
    }

    fn compare(
        &self,
        compiler: &mut Compiler<'_>,
        comparison: Comparison,
        left: &Expr,
        right: &Expr,
    ) -> Result<()> {
        match decimal::are_scaled(left, right) {
            true => decimal::compare(compiler, comparison, left, right),
            false => compiler.native_comparison(comparison, left, right),
        }
    }

    fn has_between(&self, operand: &Expr, low: &Expr, high: &Expr) -> bool {
        !decimal::are_scaled(operand, low) && !decimal::are_scaled(operand, high)
    }

    fn arithmetic(
        &self,
        compiler: &mut Compiler<'_>,
        operator: Arithmetic,
        left: &Expr,
        right: &Expr,
    ) -> Result<()> {
        match (left.sql_type(), right.sql_type()) {
            (SqlType::Decimal(_), _) | (_, SqlType::Decimal(_)) => {
                decimal::arithmetic(compiler, operator, left, right)
            }
            (SqlType::F32 | SqlType::F64, _) | (_, SqlType::F32 | SqlType::F64)
                if operator == Arithmetic::Remainder =>
            {
                // SQLite would cut both operands to integers.
                Err(unsupported("sqlite has no remainder of floating point numbers"))
            }
            _ => compiler.native_arithmetic(operator, left, right),
        }
    }

    fn aggregate(
        &self,
        compiler: &mut Compiler<'_>,
        function: Aggregate,
        operand: Option<&Expr>,
        distinct: bool,
    ) -> Result<()> {
        match (function, operand) {
            (Aggregate::Avg, Some(operand)) if decimal::is_scaled(operand.sql_type()) => {
                decimal::average(compiler, operand, distinct)
            }
            _ => compiler.call(function, operand, distinct),
        }
    }

    fn assigned(&self, compiler: &mut Compiler<'_>, field: &FieldDef, expr: &Expr) -> Result<()> {
        assigned::write(compiler, field, expr)
    }

    /// NULL is SQLite's least value: first ascending, last descending, as everywhere.
    fn order(&self, compiler: &mut Compiler<'_>, order: &Order) -> Result<()> {
        compiler.expr(&order.by)?;
        if order.direction == Direction::Descending {
            compiler.sql(" DESC");
        }
        Ok(())
    }

    /// A parameter alone would make SQLite prepare the statement again at each execution: its planner looks
    /// at the value. An offset needs a limit; -1 is none.
    fn limit(&self, compiler: &mut Compiler<'_>, limit: Option<u64>, offset: Option<u64>) {
        match limit {
            Some(rows) => {
                compiler.sql(" LIMIT (");
                compiler.bind(literal::rows(rows));
                compiler.sql("+0)");
            }
            None => compiler.sql(" LIMIT -1"),
        }
        if let Some(rows) = offset {
            compiler.sql(" OFFSET (");
            compiler.bind(literal::rows(rows));
            compiler.sql("+0)");
        }
    }

    /// A writing transaction holds the only write lock there is; the caller sees to it that it is inside one.
    fn lock(&self, _: &mut Compiler<'_>, _: &Locking) -> Result<()> {
        Ok(())
    }
}

#[cold]
fn limits_no_statements() -> Error {
    let message = "sqlite stops no statement (capability `limits_statements`); leave out `statement_timeout`";
    Error::new(ErrorKind::Unsupported, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Readers do not wait for the writer; a writer takes its turn at once.
    #[test]
    fn writers_begin_immediate() {
        let begin = |access| Sqlite.begin(Begin::new(access)).unwrap();
        assert_eq!(begin(Access::Write), ["BEGIN IMMEDIATE".into()]);
        assert_eq!(begin(Access::Read), ["BEGIN".into()]);
    }

    /// A batch never has more parameters than one statement takes.
    #[test]
    fn batches_fit() {
        assert_eq!(Sqlite.insert_rows_per_statement(4), 8191);
        assert_eq!(Sqlite.insert_rows_per_statement(0), 1);
        assert_eq!(Sqlite.insert_rows_per_statement(40_000), 1);
    }
}
