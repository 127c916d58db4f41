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
    if let Some(locking) = select.locking {
        compiler.dialect.lock(compiler, locking);
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
            self.expr(column)?;
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
        if super::compiler::looks_like_alias(model) {
            self.sql(" AS ");
            self.alias(0);
        }
        // Joins are numbers and `static`s: they are taken out to be written from, and put back.
        let joins = self.scope.as_mut().map(|scope| mem::take(&mut scope.joins)).unwrap_or_default();
        for (index, join) in joins.iter().enumerate() {
            let (local, remote) = ((join.step.local)(), (join.step.remote)());
            self.sql(if join.keeps_all { " LEFT JOIN " } else { " INNER JOIN " });
            self.identifier((join.step.target)().table);
            self.sql(" AS ");
            self.alias(index + 1);
            self.sql(" ON ");
            self.column_of(index + 1, remote);
            self.sql(" = ");
            self.column_of(join.parent, local);
        }
        if let Some(scope) = &mut self.scope {
            scope.joins = joins;
        }
    }

    /// Writes what must hold of the rows, the groups, and what must hold of those.
    fn filtered(&mut self, select: &Select) -> Result<()> {
        let having = select.filters.iter().any(Expr::has_aggregate);
        self.all_of(" WHERE ", select.filters.iter().filter(|filter| !having || !filter.has_aggregate()))?;
        let ordered = select.order.iter().any(|order| order.by.has_aggregate());
        if having || ordered || select.columns.iter().any(Expr::has_aggregate) {
            self.grouped(select)?;
        }
        self.all_of(" HAVING ", select.filters.iter().filter(|filter| having && filter.has_aggregate()))
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

/// The model at the end of `path`.
fn target(path: &[&'static RelationDef], select: &Select) -> &'static ModelDef {
    path.last().map_or_else(|| select.model(), |step| (step.target)())
}
