//! Orders.

use super::super::{Compiler, scope::nearest};
use crate::{
    error::Result,
    tree::{Aggregate, Direction, Expr, Order},
};

/// Writes one key. PostgreSQL's own order has NULLs last ascending; where none can be, nothing is said of them, since no
/// index of PostgreSQL's own order serves another.
pub(super) fn write(compiler: &mut Compiler<'_>, order: &Order) -> Result<()> {
    compiler.expr(&order.by)?;
    let nulls = may_be_null(compiler, &order.by)?;
    compiler.sql(match (order.direction, nulls) {
        (Direction::Ascending, false) => "",
        (Direction::Ascending, true) => " NULLS FIRST",
        (Direction::Descending, false) => " DESC",
        (Direction::Descending, true) => " DESC NULLS LAST",
    });
    Ok(())
}

fn may_be_null(compiler: &Compiler<'_>, expr: &Expr) -> Result<bool> {
    match expr {
        Expr::Column(column) => {
            let (path, field) = nearest(column);
            Ok(field.nullable || is_outer(compiler, compiler.table(path)?))
        }
        Expr::Aggregate { function: Aggregate::Count, .. } => Ok(false),
        _ => Ok(true),
    }
}

/// Whether a row may be there without one of the table with that number.
fn is_outer(compiler: &Compiler<'_>, table: usize) -> bool {
    let join = table.checked_sub(1).and_then(|index| compiler.scope.as_ref()?.joins.get(index));
    join.is_some_and(|join| join.keeps_all)
}
