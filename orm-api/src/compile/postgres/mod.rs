//! PostgreSQL.

mod aggregate;
mod arithmetic;
mod column;
mod order;
mod quoted;
mod search;
mod stored;
mod types;

use super::{
    Compiler, Dialect, Traces,
    literal::{self, unsupported},
    server::{self, agree, compared_as},
};
use crate::{
    backend::{Access, Begin, Isolation, Restored},
    error::{Error, Result},
    model::FieldDef,
    tree::{Aggregate, Arithmetic, Comparison, Expr, LockStrength, Locking, Match, Order},
    value::{SqlType, Value},
};
use std::{iter, sync::Arc};

/// PostgreSQL's SQL, from 12 on, of a server with ICU.
///
/// What Segue stores is of PostgreSQL's own types: nothing is lowered to text. Drivers declare each parameter's type,
/// that of its [`Value`], also of a NULL: `bool`, `int2`, `int4`, `int8`, `float4`, `float8`, `text`, `bytea`, `numeric`,
/// `date`, `time`, `timestamp`, `timestamptz`, `uuid`, `jsonb`. Literals inside expressions say it in the text too, so
/// that a server which is not told decides the same. Integers are calculated with as `int8`, floating point numbers as
/// `float8`, as SQLite does.
///
/// Texts are kept with the collation `C`: they compare, sort and index by their characters' numbers, as on SQLite.
///
/// In SQL of the user's own `?` is a parameter here too; of the operators of `jsonb` that are spelled with it, functions
/// do the work (`jsonb_exists`, `jsonb_exists_any`, `jsonb_exists_all`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Postgres;

impl Dialect for Postgres {
    fn name(&self) -> &'static str {
        "postgres"
    }

    fn begin(&self, begin: Begin) -> Result<Vec<Arc<str>>> {
        let isolation = match begin.isolation {
            None => "",
            Some(Isolation::ReadCommitted) => " ISOLATION LEVEL READ COMMITTED",
            Some(Isolation::RepeatableRead) => " ISOLATION LEVEL REPEATABLE READ",
            Some(Isolation::Serializable) => " ISOLATION LEVEL SERIALIZABLE",
        };
        let access = match (begin.access, begin.deferrable) {
            (Access::Write, _) => "",
            (Access::Read, false) => " READ ONLY",
            (Access::Read, true) => " READ ONLY DEFERRABLE",
        };
        let timeouts = [("statement", begin.statement_timeout), ("lock", begin.lock_timeout)];
        let timeouts = timeouts.into_iter().filter_map(|(what, limit)| {
            // 0 would be no time-out at all.
            Some(format!("SET LOCAL {what}_timeout = {}", limit?.as_millis().clamp(1, i32::MAX as u128)))
        });
        Ok(iter::once(format!("BEGIN{isolation}{access}")).chain(timeouts).map(Arc::from).collect())
    }

    fn restored(&self) -> Restored {
        Restored::ByItself
    }

    /// `ROLLBACK` outside of a transaction only warns; savepoints are refused there, with this code.
    fn is_no_transaction(&self, error: &Error) -> bool {
        error.details().sqlstate.as_deref() == Some("25P01")
    }

    /// A block of a procedural language, or a procedure, may do anything.
    fn traces(&self) -> &'static Traces {
        &Traces {
            words: &[
                "SET",
                "RESET",
                "LISTEN",
                "UNLISTEN",
                "LOAD",
                "PREPARE",
                "DEALLOCATE",
                "DECLARE",
                "DISCARD",
                "CALL",
                "DO",
                "EXECUTE",
            ],
            local: &["LOCAL", "TRANSACTION", "CONSTRAINTS"],
            names: &[
                "set_config",
                "setseed",
                "pg_advisory_lock",
                "pg_advisory_lock_shared",
                "pg_try_advisory_lock",
                "pg_try_advisory_lock_shared",
                "pg_temp",
                "dblink_connect",
            ],
            commits: &[],
        }
    }

    fn max_params(&self) -> usize {
        server::MAX_PARAMS
    }

    /// `NAMEDATALEN` less one: the server would cut what is longer.
    fn max_identifier(&self) -> usize {
        63
    }

    fn placeholder(&self, index: usize, text: &mut String) {
        text.push('$');
        text.push_str(&index.to_string());
    }

    fn annotation(&self, stored: &Value, _: SqlType) -> [&'static str; 2] {
        ["", types::cast(stored.sql_type())]
    }

    fn quoted(&self, sql: &str, at: usize) -> usize {
        quoted::length(sql.as_bytes(), at)
    }

    fn store(&self, value: &Value, ty: SqlType) -> Result<Value> {
        stored::store(value, ty)
    }

    fn compared(&self, value: &Value, ty: SqlType) -> Result<Value> {
        stored::store(value, compared_as(value.sql_type(), ty))
    }

    fn column_type(&self, compiler: &mut Compiler<'_>, field: &FieldDef) -> Result<()> {
        column::write(compiler, field)
    }

    fn index_key(&self, compiler: &mut Compiler<'_>, field: &FieldDef) {
        column::index_key(compiler, field);
    }

    fn text_match(
        &self,
        compiler: &mut Compiler<'_>,
        operand: &Expr,
        place: Match,
        text: &Expr,
        ignore_case: bool,
    ) -> Result<()> {
        search::write(compiler, operand, place, text, ignore_case)
    }

    fn compare(
        &self,
        compiler: &mut Compiler<'_>,
        comparison: Comparison,
        left: &Expr,
        right: &Expr,
    ) -> Result<()> {
        server::compare(compiler, comparison, left, right)
    }

    fn has_between(&self, operand: &Expr, low: &Expr, high: &Expr) -> bool {
        server::agree_with_bounds(operand, low, high)
    }

    fn arithmetic(
        &self,
        compiler: &mut Compiler<'_>,
        operator: Arithmetic,
        left: &Expr,
        right: &Expr,
    ) -> Result<()> {
        arithmetic::write(compiler, operator, left, right)
    }

    fn aggregate(
        &self,
        compiler: &mut Compiler<'_>,
        function: Aggregate,
        operand: Option<&Expr>,
        distinct: bool,
    ) -> Result<()> {
        match operand {
            Some(operand) => aggregate::write(compiler, function, operand, distinct),
            None => compiler.call(function, None, distinct),
        }
    }

    fn selected(&self, compiler: &mut Compiler<'_>, expr: &Expr) -> Result<()> {
        arithmetic::selected(compiler, expr)
    }

    /// The column itself rounds and refuses.
    fn assigned(&self, compiler: &mut Compiler<'_>, field: &FieldDef, expr: &Expr) -> Result<()> {
        agree(field.ty, expr.sql_type())?;
        compiler.operand(expr)
    }

    fn order(&self, compiler: &mut Compiler<'_>, order: &Order) -> Result<()> {
        order::write(compiler, order)
    }

    fn limit(&self, compiler: &mut Compiler<'_>, limit: Option<u64>, offset: Option<u64>) {
        for (clause, rows) in [(" LIMIT ", limit), (" OFFSET ", offset)] {
            if let Some(rows) = rows {
                compiler.sql(clause);
                compiler.bind(literal::rows(rows));
            }
        }
    }

    /// The rows of the query's own table: those of an outer join cannot be locked.
    fn lock(&self, compiler: &mut Compiler<'_>, locking: &Locking) -> Result<()> {
        compiler.sql(match locking.strength {
            LockStrength::Update => " FOR UPDATE",
            LockStrength::NoKeyUpdate => " FOR NO KEY UPDATE",
            LockStrength::Share => " FOR SHARE",
            LockStrength::KeyShare => " FOR KEY SHARE",
        });
        compiler.locked_tables(locking)?;
        compiler.lock_wait(locking.wait);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use std::time::Duration;

    /// Isolation and access are said where the transaction begins.
    #[test]
    fn transactions_begin_as_asked() {
        let begin = |access, isolation| {
            let begin = Begin { isolation, ..Begin::new(access) };
            Postgres.begin(begin).unwrap().join("; ")
        };
        assert_eq!(begin(Access::Write, None), "BEGIN");
        assert_eq!(
            begin(Access::Write, Some(Isolation::ReadCommitted)),
            "BEGIN ISOLATION LEVEL READ COMMITTED"
        );
        let repeatable = begin(Access::Read, Some(Isolation::RepeatableRead));
        assert_eq!(repeatable, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        assert_eq!(begin(Access::Write, Some(Isolation::Serializable)), "BEGIN ISOLATION LEVEL SERIALIZABLE");
        assert_eq!(begin(Access::Read, None), "BEGIN READ ONLY");
        let deferrable = Begin { deferrable: true, ..Begin::new(Access::Read) };
        assert_eq!(Postgres.begin(deferrable).unwrap().join("; "), "BEGIN READ ONLY DEFERRABLE");
        let limit = Some(Duration::from_micros(1));
        let timed = Begin { statement_timeout: limit, lock_timeout: limit, ..Begin::new(Access::Write) };
        assert_eq!(
            Postgres.begin(timed).unwrap().join("; "),
            "BEGIN; SET LOCAL statement_timeout = 1; SET LOCAL lock_timeout = 1"
        );
    }

    /// Only the code counts: messages are in the server's language.
    #[test]
    fn no_transaction_is_known_by_its_code() {
        let error = |code: &str| {
            let details = crate::error::Details { sqlstate: Some(code.to_owned()), ..Default::default() };
            Error::new(ErrorKind::Statement, "es ist keine Transaktion aktiv").with_details(details)
        };
        assert!(Postgres.is_no_transaction(&error("25P01")));
        assert!(!Postgres.is_no_transaction(&error("25P02")));
    }

    /// A batch never has more parameters than one statement takes.
    #[test]
    fn batches_fit() {
        assert_eq!(Postgres.insert_rows_per_statement(4), 16_383);
        assert_eq!(Postgres.insert_rows_per_statement(0), 1);
    }
}
