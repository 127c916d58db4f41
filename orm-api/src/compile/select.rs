//! `SELECT`.

use super::{Compiler, scope::Scope};
use crate::{
    error::Result,
    model::{ModelDef, RelationDef},
    tree::{Expr, Select, Source},
};
use std::mem;

/// The expected length of the text: a buffer that need not grow is half of a compilation's time.
pub(super) fn capacity(select: &Select) -> usize {
    let own = if select.whole_model { select.model().fields.len() } else { 0 };
    let related: usize = select.related.iter().map(|path| target(path, select).fields.len()).sum();
    let inner = match &select.source {
        Source::Subquery(inner) => capacity(inner),
        Source::Model(_) => 0,
    };
    let parts = own + related + select.columns.len() + 2 * select.filters.len() + select.order.len();
    64 + inner + 24 * parts + 80 * select.related.len()
}

/// Writes `select`.
pub(super) fn write(compiler: &mut Compiler<'_>, select: &Select) -> Result<()> {
    let outer = compiler.scope.replace(Scope::of_select(select));
    compiler.selected(select)?;
    compiler.from(&select.source)?;
    compiler.filtered(select)?;
    compiler.ordered(select)?;
    if select.limit.is_some() || select.offset.is_some() {
        compiler.dialect.limit(compiler, select.limit, select.offset);
    }
    if let Some(locking) = &select.locking {
        compiler.dialect.lock(compiler, locking)?;
    }
    compiler.scope = outer;
    Ok(())
}

impl Compiler<'_> {
    fn selected(&mut self, select: &Select) -> Result<()> {
        self.sql("SELECT ");
        let mut first = true;
        if select.whole_model {
            // Fails where the rows are another query's, whose columns have no names here.
            let table = self.table(&[])?;
            self.fields(table, select.model(), &mut first);
        }
        for path in &select.related {
            let table = self.table(path)?;
            self.fields(table, target(path, select), &mut first);
        }
        for column in &select.columns {
            self.separate(&mut first);
            self.dialect.selected(self, column)?;
        }
        if first {
            self.sql("1");
        }
        Ok(())
    }

    fn fields(&mut self, table: usize, model: &ModelDef, first: &mut bool) {
        for field in model.fields {
            self.separate(first);
            self.column_of(table, field);
        }
    }

    fn separate(&mut self, first: &mut bool) {
        if !mem::take(first) {
            self.sql(", ");
        }
    }

    fn from(&mut self, source: &Source) -> Result<()> {
        self.sql(" FROM ");
        match source {
            Source::Model(model) => self.tables(model),
            Source::Subquery(inner) => {
                self.sql("(");
                write(self, inner)?;
                self.sql(") AS ");
                self.identifier("sub");
            }
        }
        Ok(())
    }

    /// Writes the query's own table and those joined to it.
    fn tables(&mut self, model: &ModelDef) {
        self.identifier(model.table);
        if self.scope.as_ref().is_some_and(Scope::renames_root) {
            self.sql(" AS ");
            self.alias(0);
        }
        let joins = self.scope.as_ref().map_or(0, |scope| scope.joins.len());
        (1..=joins).for_each(|table| self.joined_table(table));
    }

    fn joined_table(&mut self, table: usize) {
        let Some(join) = self.scope.as_ref().and_then(|scope| scope.joins.get(table - 1).copied()) else {
            return;
        };
        self.sql(if join.keeps_all { " LEFT JOIN " } else { " INNER JOIN " });
        self.identifier((join.step.target)().table);
        self.sql(" AS ");
        self.alias(table);
        self.sql(" ON ");
        self.column_of(table, (join.step.remote)());
        self.sql(" = ");
        self.column_of(join.parent, (join.step.local)());
    }

    /// Writes what must hold of the rows, the groups, and what must hold of those.
    fn filtered(&mut self, select: &Select) -> Result<()> {
        let ordered = select.order.iter().any(|order| order.by.has_aggregate());
        if !select.filters.iter().any(Expr::has_aggregate) {
            self.all_of(" WHERE ", &select.filters)?;
            let groups = ordered || select.columns.iter().any(Expr::has_aggregate);
            return if groups { self.grouped(select) } else { Ok(()) };
        }
        let mut conditions = Vec::new();
        flatten(&select.filters, &mut conditions);
        let (of_groups, of_rows): (Vec<&Expr>, Vec<&Expr>) =
            conditions.into_iter().partition(|condition| condition.has_aggregate());
        self.all_of(" WHERE ", of_rows)?;
        self.grouped(select)?;
        self.all_of(" HAVING ", of_groups)
    }

    /// Writes what is selected and is no aggregate, once more: models by their primary keys, expressions with
    /// values in them by their place, since a second placeholder is another expression to a server.
    fn grouped(&mut self, select: &Select) -> Result<()> {
        let mut separator = " GROUP BY ";
        let mut place = 0;
        if select.whole_model {
            place += select.model().fields.len();
            self.sql(mem::replace(&mut separator, ", "));
            self.column_of(0, select.model().primary_key());
        }
        for path in &select.related {
            let (table, model) = (self.table(path)?, target(path, select));
            place += model.fields.len();
            self.sql(mem::replace(&mut separator, ", "));
            self.column_of(table, model.primary_key());
        }
        for column in &select.columns {
            place += 1;
            if column.has_aggregate() {
                continue;
            }
            self.sql(mem::replace(&mut separator, ", "));
            match column {
                Expr::Column(column) => self.column(column)?,
                _ => self.writer.number(place),
            }
        }
        Ok(())
    }

    fn ordered(&mut self, select: &Select) -> Result<()> {
        for (index, order) in select.order.iter().enumerate() {
            self.sql(if index > 0 { ", " } else { " ORDER BY " });
            self.dialect.order(self, order)?;
        }
        Ok(())
    }
}

/// The conditions that must all hold, each by itself: some are asked of rows, some of groups.
fn flatten<'e>(filters: &'e [Expr], conditions: &mut Vec<&'e Expr>) {
    for filter in filters {
        match filter {
            Expr::And(all) => flatten(all, conditions),
            other => conditions.push(other),
        }
    }
}

/// The model at the end of `path`.
fn target(path: &[&'static RelationDef], select: &Select) -> &'static ModelDef {
    path.last().map_or_else(|| select.model(), |step| (step.target)())
}
