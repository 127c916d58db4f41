//! What a query's expressions can see: its table, and the tables that they reach from it.

use crate::{
    model::{FieldDef, ModelDef, RelationDef},
    tree::{ColumnRef, Expr, Select, Source},
};

/// The tables of one `SELECT`. Table 0 is the query's own, the others are joined in the order of their numbers.
pub(super) struct Scope {
    /// The model at the bottom.
    pub(super) root: &'static ModelDef,
    /// Whether the rows are those of another query, whose columns have no names here.
    pub(super) derived: bool,
    /// The joins; the one at `i` is table `i + 1`.
    pub(super) joins: Vec<Join>,
}

/// One joined table.
#[derive(Clone, Copy)]
pub(super) struct Join {
    /// The table that it is joined to.
    pub(super) parent: usize,
    /// By what.
    pub(super) step: &'static RelationDef,
    /// Whether rows without a partner stay. What is joined behind such a table must keep them too.
    pub(super) keeps_all: bool,
}

impl Scope {
    /// `model`'s table alone.
    pub(super) fn of(model: &'static ModelDef) -> Self {
        Scope { root: model, derived: false, joins: Vec::new() }
    }

    /// Everything that `select` reaches. Expressions with a common beginning of their paths share its joins.
    pub(super) fn of_select(select: &Select) -> Self {
        let mut scope = Scope::of(select.model());
        scope.derived = matches!(select.source, Source::Subquery(_));
        for path in &select.related {
            scope.join(path);
        }
        scope.reach(&select.columns);
        scope.reach(&select.filters);
        select.order.iter().for_each(|order| scope.reach(std::slice::from_ref(&order.by)));
        scope
    }

    /// Joins what `exprs` need.
    pub(super) fn reach(&mut self, exprs: &[Expr]) {
        for expr in exprs {
            expr.walk(&mut |expr| {
                if let Expr::Column(column) = expr {
                    self.join(nearest(column).0);
                }
            });
        }
    }

    /// Whether the query's own table needs another name, since its own could be that of a joined one.
    pub(super) fn renames_root(&self) -> bool {
        let digits = self.root.table.strip_prefix(['t', 'T']);
        !self.joins.is_empty()
            && digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// The table at the end of `path`, if it is joined.
    pub(super) fn table(&self, path: &[&'static RelationDef]) -> Option<usize> {
        path.iter().try_fold(0, |parent, step| self.child(parent, step))
    }

    fn child(&self, parent: usize, step: &RelationDef) -> Option<usize> {
        let found = self.joins.iter().position(|join| join.parent == parent && join.step == step)?;
        Some(found + 1)
    }

    fn join(&mut self, path: &[&'static RelationDef]) {
        let mut parent = 0;
        for step in path {
            parent = match self.child(parent, step) {
                Some(table) => table,
                None => {
                    let inherits = parent > 0 && self.joins[parent - 1].keeps_all;
                    let keeps_all = step.optional || step.many || inherits;
                    self.joins.push(Join { parent, step, keeps_all });
                    self.joins.len()
                }
            }
        }
    }
}

/// The nearest column that holds the same: the key that a foreign key refers to is in the foreign key itself,
/// so that `album.artist.id` needs no join.
pub(super) fn nearest(column: &ColumnRef) -> (&[&'static RelationDef], &'static FieldDef) {
    let (mut path, mut field) = (column.path.as_slice(), column.field);
    while let Some((last, rest)) = path.split_last() {
        let local = (last.local)();
        let forward = local.foreign_key.as_ref().is_some_and(|key| key.relation == **last);
        if !forward || (last.remote)() != field {
            break;
        }
        (path, field) = (rest, local);
    }
    (path, field)
}
