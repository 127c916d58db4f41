//! MySQL and MariaDB.

mod aggregate;
mod arithmetic;
mod column;
mod flavor;
mod quoted;
mod search;
mod stored;
mod timeouts;
mod types;

pub use flavor::{MariaDb, MySql};

use super::{
    Compiler, Dialect, Traces, literal,
    server::{self, agree, compared_as},
};
use crate::{
    backend::{Access, Begin, Isolation, Restored},
    error::{Error, ErrorKind, Result},
    model::FieldDef,
    tree::{Aggregate, Arithmetic, Comparison, Direction, Expr, LockStrength, Locking, Match, Order},
    value::{SqlType, Value},
};
use flavor::Server;
use std::sync::Arc;

impl<S: Server> Dialect for S {
    fn name(&self) -> &'static str {
        S::FLAVOR.name
    }

    /// The isolation is that of the next transaction alone, and is said before it begins.
    fn begin(&self, begin: Begin) -> Result<Vec<Arc<str>>> {
        if begin.deferrable {
            return Err(not_deferrable(S::FLAVOR.name));
        }
        let isolation = begin.isolation.map(|isolation| match isolation {
            Isolation::ReadCommitted => "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
            Isolation::RepeatableRead => "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
            Isolation::Serializable => "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        });
        let start = match (begin.access, isolation) {
            (Access::Read, _) => "START TRANSACTION READ ONLY",
            (Access::Write, Some(_)) => "START TRANSACTION READ WRITE",
            (Access::Write, None) => "START TRANSACTION",
        };
        let timeouts = timeouts::begin(begin);
        let fixed = isolation.into_iter().chain([start]).map(Arc::from);
        Ok(timeouts.into_iter().map(Arc::from).chain(fixed).collect())
    }

    fn restored(&self) -> Restored {
        Restored::By(timeouts::RESTORE)
    }

    /// `ROLLBACK` succeeds outside of a transaction too. Error 1305 says that there is no such savepoint, which a
    /// transaction may lack.
    fn is_no_transaction(&self, _: &Error) -> bool {
        false
    }

    /// A procedure may do anything. Variables of the session, `@name`, are set by `:=` too.
    fn traces(&self) -> &'static Traces {
        &Traces {
            words: &[
                "SET",
                "USE",
                "LOCK",
                "UNLOCK",
                "PREPARE",
                "DEALLOCATE",
                "EXECUTE",
                "CALL",
                "HANDLER",
                "XA",
                "DO",
                "INSTALL",
                "UNINSTALL",
                "FLUSH",
            ],
            local: &[],
            names: &["get_lock"],
            commits: &[
                "CREATE",
                "DROP",
                "ALTER",
                "TRUNCATE",
                "RENAME",
                "GRANT",
                "REVOKE",
                "ANALYZE",
                "OPTIMIZE",
                "REPAIR",
                "FLUSH",
                "LOCK",
                "UNLOCK",
                "INSTALL",
                "UNINSTALL",
            ],
        }
    }

    fn max_params(&self) -> usize {
        server::MAX_PARAMS
    }

    /// 64 characters. Names of letters beyond ASCII could be longer than this lets them be.
    fn max_identifier(&self) -> usize {
        64
    }

    fn quote(&self) -> char {
        '`'
    }

    fn updates_from_lists(&self) -> bool {
        false
    }

    fn annotation(&self, stored: &Value, ty: SqlType) -> [&'static str; 2] {
        types::annotation(stored, ty, &S::FLAVOR)
    }

    fn quoted(&self, sql: &str, at: usize) -> usize {
        quoted::length(sql.as_bytes(), at)
    }

    fn has_variables(&self) -> bool {
        true
    }

    fn store(&self, value: &Value, ty: SqlType) -> Result<Value> {
        stored::store(value, ty, &S::FLAVOR)
    }

    fn compared(&self, value: &Value, ty: SqlType) -> Result<Value> {
        self.store(value, compared_as(value.sql_type(), ty))
    }

    fn column_type(&self, compiler: &mut Compiler<'_>, field: &FieldDef) -> Result<()> {
        column::write(compiler, field, &S::FLAVOR)
    }

    fn index_key(&self, compiler: &mut Compiler<'_>, field: &FieldDef) {
        column::index_key(compiler, field);
    }

    /// MySQL reads what a column's own definition says of keys, and forgets it.
    fn refers_in_columns(&self) -> bool {
        false
    }

    fn table_options(&self, compiler: &mut Compiler<'_>) {
        compiler.sql(" ENGINE = InnoDB");
        column::character_set(compiler, &S::FLAVOR);
    }

    fn drops_together(&self) -> bool {
        S::FLAVOR.drops_together
    }

    /// MariaDB knows `RETURNING`, but says of a prepared statement's columns what they are only once it has run: diesel cannot
    /// read them.
    fn returns_rows(&self) -> bool {
        false
    }

    /// Keys of rows that one statement lists follow each other (`innodb_autoinc_lock_mode`), as many apart as a cluster
    /// has the session number them.
    fn numbered(&self, compiler: &mut Compiler<'_>, rows: usize) {
        compiler.sql(" BETWEEN LAST_INSERT_ID() AND LAST_INSERT_ID() + ");
        compiler.bind(literal::rows(rows.saturating_sub(1) as u64));
        compiler.sql(" * @@auto_increment_increment");
    }

    /// MySQL cannot prepare them.
    fn prepares_control(&self) -> bool {
        S::FLAVOR.prepares_control
    }

    fn defines_in_transactions(&self) -> bool {
        false
    }

    fn row_of_defaults(&self) -> &'static str {
        " () VALUES ()"
    }

    fn own_keys(&self) -> [&'static str; 2] {
        S::FLAVOR.own_keys
    }

    fn assigns_at_once(&self) -> bool {
        S::FLAVOR.assigns_at_once
    }

    fn text_match(
        &self,
        compiler: &mut Compiler<'_>,
        operand: &Expr,
        place: Match,
        text: &Expr,
        ignore_case: bool,
    ) -> Result<()> {
        search::Search { flavor: &S::FLAVOR, ignore_case }.write(compiler, operand, place, text)
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
        self.has_in(operand) && server::agree_with_bounds(operand, low, high)
    }

    fn has_in(&self, operand: &Expr) -> bool {
        !(S::FLAVOR.has_json && operand.sql_type() == SqlType::Json)
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

    /// The column itself rounds and, in a strict session, refuses.
    fn assigned(&self, compiler: &mut Compiler<'_>, field: &FieldDef, expr: &Expr) -> Result<()> {
        agree(field.ty, expr.sql_type())?;
        compiler.operand(expr)
    }

    /// NULL is the least value: first ascending, last descending, as everywhere.
    fn order(&self, compiler: &mut Compiler<'_>, order: &Order) -> Result<()> {
        compiler.expr(&order.by)?;
        compiler.sql(if order.direction == Direction::Descending { " DESC" } else { "" });
        Ok(())
    }

    /// An offset needs a limit; the greatest number there is, is none.
    fn limit(&self, compiler: &mut Compiler<'_>, limit: Option<u64>, offset: Option<u64>) {
        match limit {
            Some(rows) => {
                compiler.sql(" LIMIT ");
                compiler.bind(literal::rows(rows));
            }
            None => compiler.sql(" LIMIT 18446744073709551615"),
        }
        if let Some(rows) = offset {
            compiler.sql(" OFFSET ");
            compiler.bind(literal::rows(rows));
        }
    }

    fn lock(&self, compiler: &mut Compiler<'_>, locking: &Locking) -> Result<()> {
        compiler.sql(match locking.strength {
            LockStrength::Update => " FOR UPDATE",
            LockStrength::Share => S::FLAVOR.share,
            LockStrength::NoKeyUpdate | LockStrength::KeyShare => return Err(keys_apart(S::FLAVOR.name)),
        });
        match S::FLAVOR.locks_chosen_tables && compiler.joins() > 0 {
            true => compiler.locked_tables(locking)?,
            false => compiler.expect_all_locked(locking)?,
        }
        compiler.lock_wait(locking.wait);
        Ok(())
    }
}

#[cold]
fn not_deferrable(database: &str) -> Error {
    let message = format!(
        "{database} has no transaction that is deferred until it is in nobody's way; leave out `deferrable`"
    );
    Error::new(ErrorKind::Unsupported, message)
}

#[cold]
fn keys_apart(database: &str) -> Error {
    let message =
        format!("{database} locks rows with their keys (capability `locks_keys_apart`); leave out `no_key`");
    Error::new(ErrorKind::Unsupported, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Details;

    /// The isolation is set before the transaction begins, and for it alone.
    #[test]
    fn transactions_begin_as_asked() {
        let begin = |access, isolation| {
            let begin = Begin { isolation, ..Begin::new(access) };
            MySql.begin(begin).unwrap().join("; ")
        };
        assert_eq!(begin(Access::Write, None), "START TRANSACTION");
        assert_eq!(begin(Access::Read, None), "START TRANSACTION READ ONLY");
        assert_eq!(
            begin(Access::Write, Some(Isolation::Serializable)),
            "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; START TRANSACTION READ WRITE"
        );
        assert_eq!(
            begin(Access::Read, Some(Isolation::RepeatableRead)),
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; START TRANSACTION READ ONLY"
        );
    }

    /// A savepoint that is not there says nothing of the transaction.
    #[test]
    fn savepoints_are_no_transactions() {
        let details = Details { native_code: Some(1305), ..Details::default() };
        let error = Error::new(ErrorKind::Statement, "SAVEPOINT x does not exist").with_details(details);
        assert!(!MariaDb.is_no_transaction(&error));
    }

    /// A batch never has more parameters than one statement takes.
    #[test]
    fn batches_fit() {
        assert_eq!(MySql.insert_rows_per_statement(4), 16_383);
        assert_eq!(MySql.insert_rows_per_statement(0), 1);
    }
}
