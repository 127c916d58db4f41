//! Expressions and conditions.

use super::Compiler;
use crate::{
    error::Result,
    tree::{Aggregate, Arithmetic, Comparison, Expr},
    value::Value,
};
use std::mem;

impl Compiler<'_> {
    /// Writes an expression where it stands alone: a selected column, a key of an order, a condition.
    ///
    /// # Errors
    /// Those of the compilation.
    pub fn expr(&mut self, expr: &Expr) -> Result<()> {
        match expr {
            Expr::Column(column) => self.column(column),
            Expr::Value(value) => self.literal(value, value.sql_type()),
            Expr::Arithmetic(operator, left, right) => self.dialect.arithmetic(self, *operator, left, right),
            Expr::Compare(comparison, left, right) => self.dialect.compare(self, *comparison, left, right),
            Expr::And(all) => self.joined(all, " AND ", "(1 = 1)"),
            Expr::Or(all) => self.joined(all, " OR ", "(1 = 0)"),
            Expr::Not(operand) => self.negated(operand),
            Expr::IsNull(operand) => self.is_null(operand, " IS NULL"),
            Expr::In(operand, list) => self.one_of(operand, list),
            Expr::Between(operand, low, high) => self.between(operand, low, high),
            Expr::Like { operand, place, text, ignore_case } => {
                self.dialect.text_match(self, operand, *place, text, *ignore_case)
            }
            Expr::Aggregate { function, operand, distinct } => {
                self.dialect.aggregate(self, *function, operand.as_deref(), *distinct)
            }
        }
    }

    /// Writes an expression where it stands beside an operator: in parentheses unless it holds together.
    ///
    /// # Errors
    /// Those of the compilation.
    pub fn operand(&mut self, expr: &Expr) -> Result<()> {
        let holds_together =
            matches!(expr, Expr::Column(_) | Expr::Value(_) | Expr::Arithmetic(..) | Expr::Aggregate { .. });
        if holds_together {
            return self.expr(expr);
        }
        self.sql("(");
        self.expr(expr)?;
        self.sql(")");
        Ok(())
    }

    /// Writes `left comparison right`, literals by the type of the other side.
    ///
    /// # Errors
    /// Those of the compilation.
    pub fn native_comparison(&mut self, comparison: Comparison, left: &Expr, right: &Expr) -> Result<()> {
        let decides = if matches!(left, Expr::Value(_)) { right } else { left };
        let ty = decides.sql_type();
        self.typed(left, ty)?;
        self.sql(symbol(comparison));
        self.typed(right, ty)
    }

    /// Writes `(left operator right)`, literals by the type of the result.
    ///
    /// # Errors
    /// Those of the compilation.
    pub fn native_arithmetic(&mut self, operator: Arithmetic, left: &Expr, right: &Expr) -> Result<()> {
        let ty = crate::tree::arithmetic_type(operator, left.sql_type(), right.sql_type());
        self.sql("(");
        self.typed(left, ty)?;
        self.sql(sign(operator));
        self.typed(right, ty)?;
        self.sql(")");
        Ok(())
    }

    /// Writes a call of an aggregate function.
    ///
    /// # Errors
    /// Those of the compilation.
    pub fn call(&mut self, function: Aggregate, operand: Option<&Expr>, distinct: bool) -> Result<()> {
        self.sql(name(function));
        self.sql(if distinct { "(DISTINCT " } else { "(" });
        match operand {
            Some(operand) => self.expr(operand)?,
            None => self.sql("*"),
        }
        self.sql(")");
        Ok(())
    }

    /// Writes `clause` and conditions that must all hold; nothing if there is none.
    pub(super) fn all_of<'e>(
        &mut self,
        clause: &str,
        conditions: impl IntoIterator<Item = &'e Expr>,
    ) -> Result<()> {
        let mut before = clause;
        for condition in conditions {
            self.sql(mem::replace(&mut before, " AND "));
            match condition {
                Expr::And(all) if !all.is_empty() => self.all_of("", all)?,
                other => self.expr(other)?,
            }
        }
        Ok(())
    }

    fn joined(&mut self, all: &[Expr], between: &str, of_none: &str) -> Result<()> {
        if all.is_empty() {
            self.sql(of_none);
            return Ok(());
        }
        self.sql("(");
        for (index, one) in all.iter().enumerate() {
            if index > 0 {
                self.sql(between);
            }
            self.expr(one)?;
        }
        self.sql(")");
        Ok(())
    }

    fn negated(&mut self, operand: &Expr) -> Result<()> {
        match operand {
            Expr::IsNull(operand) => self.is_null(operand, " IS NOT NULL"),
            other => {
                self.sql("(NOT (");
                self.expr(other)?;
                self.sql("))");
                Ok(())
            }
        }
    }

    fn is_null(&mut self, operand: &Expr, test: &str) -> Result<()> {
        self.operand(operand)?;
        self.sql(test);
        Ok(())
    }

    fn between(&mut self, operand: &Expr, low: &Expr, high: &Expr) -> Result<()> {
        let (from, to) = (Comparison::GreaterOrEqual, Comparison::LessOrEqual);
        if matches!(operand, Expr::Value(_)) || !self.dialect.has_between(operand, low, high) {
            self.sql("(");
            self.dialect.compare(self, from, operand, low)?;
            self.sql(" AND ");
            self.dialect.compare(self, to, operand, high)?;
            self.sql(")");
            return Ok(());
        }
        let ty = operand.sql_type();
        self.operand(operand)?;
        self.sql(" BETWEEN ");
        self.typed(low, ty)?;
        self.sql(" AND ");
        self.typed(high, ty)
    }

    fn one_of(&mut self, operand: &Expr, list: &[Expr]) -> Result<()> {
        if list.is_empty() {
            self.sql("(1 = 0)");
            return Ok(());
        }
        let values = list.iter().all(|one| matches!(one, Expr::Value(_)));
        if values && self.dialect.has_in(operand) {
            return self.one_of_values(operand, list);
        }
        self.sql("(");
        for (index, one) in list.iter().enumerate() {
            if index > 0 {
                self.sql(" OR ");
            }
            self.dialect.compare(self, Comparison::Equal, operand, one)?;
        }
        self.sql(")");
        Ok(())
    }

    fn one_of_values(&mut self, operand: &Expr, list: &[Expr]) -> Result<()> {
        let ty = operand.sql_type();
        self.operand(operand)?;
        self.sql(" IN (");
        let length = self.padded(list.len());
        self.writer.reserve(length);
        let mut last = Value::Null(ty);
        for (index, one) in list.iter().enumerate() {
            let Expr::Value(value) = one else { continue };
            self.sql(if index > 0 { ", " } else { "" });
            last = self.dialect.compared(value, ty)?;
            self.annotated(last.clone(), ty);
        }
        for _ in list.len()..length {
            self.sql(", ");
            self.annotated(last.clone(), ty);
        }
        self.sql(")");
        Ok(())
    }

    /// How many parameters a list of `length` values is written with: the next power of two, if that many
    /// still fit into the statement.
    fn padded(&self, length: usize) -> usize {
        let room = self.dialect.max_params().saturating_sub(self.writer.params());
        match length.next_power_of_two() {
            padded if self.pads && padded <= room => padded,
            _ => length,
        }
    }
}

pub(super) fn symbol(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => " = ",
        Comparison::NotEqual => " <> ",
        Comparison::Less => " < ",
        Comparison::LessOrEqual => " <= ",
        Comparison::Greater => " > ",
        Comparison::GreaterOrEqual => " >= ",
    }
}

pub(super) fn sign(operator: Arithmetic) -> &'static str {
    match operator {
        Arithmetic::Add => " + ",
        Arithmetic::Subtract => " - ",
        Arithmetic::Multiply => " * ",
        Arithmetic::Divide => " / ",
        Arithmetic::Remainder => " % ",
    }
}

fn name(function: Aggregate) -> &'static str {
    match function {
        Aggregate::Count => "COUNT",
        Aggregate::Sum => "SUM",
        Aggregate::Min => "MIN",
        Aggregate::Max => "MAX",
        Aggregate::Avg => "AVG",
    }
}
