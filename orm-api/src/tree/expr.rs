//! Expressions.

use crate::{
    model::{FieldDef, RelationDef},
    value::Value,
};

/// An expression over the rows of a query.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A column of the query's model, or one reached over relations.
    Column(ColumnRef),
    /// A value to be bound.
    Value(Value),
    /// Arithmetic.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// A comparison.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// All of them; of none, true.
    And(Vec<Expr>),
    /// Any of them; of none, false.
    Or(Vec<Expr>),
    /// Negation, with SQL's three values: what is neither true nor false stays so.
    Not(Box<Expr>),
    /// Whether the operand is NULL.
    IsNull(Box<Expr>),
    /// Whether the operand is one of the values.
    In(Box<Expr>, Vec<Expr>),
    /// Whether the operand lies between two others, both included.
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    /// Whether the operand holds a text. Nothing in the text is special.
    Like {
        /// What is searched.
        operand: Box<Expr>,
        /// Where the text must stand.
        place: Match,
        /// The text.
        text: Box<Expr>,
        /// Whether upper and lower case are the same.
        ignore_case: bool,
    },
    /// An aggregate over the group, or the whole result. Without an operand: `COUNT(*)`.
    Aggregate {
        /// Which.
        function: Aggregate,
        /// Over what.
        operand: Option<Box<Expr>>,
        /// Whether equal values count once.
        distinct: bool,
    },
}

/// A column, and the steps that lead to its table.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnRef {
    /// The relations from the query's model to the column's; empty for the model's own.
    pub path: Vec<&'static RelationDef>,
    /// The column.
    pub field: &'static FieldDef,
}

/// Arithmetic operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`; of integers, without a rest.
    Divide,
    /// `%`
    Remainder,
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// Where a text must stand in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// Anywhere.
    Contains,
    /// At the beginning.
    StartsWith,
    /// At the end.
    EndsWith,
    /// The whole.
    Exact,
}

/// Aggregate functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// How many rows, or values that are not NULL.
    Count,
    /// The sum; NULL of none.
    Sum,
    /// The least; NULL of none.
    Min,
    /// The greatest; NULL of none.
    Max,
    /// The mean; NULL of none.
    Avg,
}

impl Expr {
    /// A column of the query's own model.
    pub fn column(field: &'static FieldDef) -> Self {
        Expr::Column(ColumnRef { path: Vec::new(), field })
    }

    /// `COUNT(*)`.
    pub fn count_all() -> Self {
        Expr::Aggregate { function: Aggregate::Count, operand: None, distinct: false }
    }

    /// `left = right`.
    pub fn equal(left: Expr, right: Expr) -> Self {
        Expr::Compare(Comparison::Equal, Box::new(left), Box::new(right))
    }

    /// Calls `visit` with this expression and every one inside it.
    pub fn walk(&self, visit: &mut dyn FnMut(&Expr)) {
        visit(self);
        match self {
            Expr::Column(_) | Expr::Value(_) => {}
            Expr::Arithmetic(_, left, right) | Expr::Compare(_, left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            Expr::And(all) | Expr::Or(all) => all.iter().for_each(|one| one.walk(visit)),
            Expr::Not(operand) | Expr::IsNull(operand) => operand.walk(visit),
            Expr::In(operand, list) => {
                operand.walk(visit);
                list.iter().for_each(|one| one.walk(visit));
            }
            Expr::Between(operand, low, high) => {
                operand.walk(visit);
                low.walk(visit);
                high.walk(visit);
            }
            Expr::Like { operand, text, .. } => {
                operand.walk(visit);
                text.walk(visit);
            }
            Expr::Aggregate { operand, .. } => {
                if let Some(operand) = operand {
                    operand.walk(visit);
                }
            }
        }
    }

    /// Whether an aggregate stands anywhere in it: such a filter goes into `HAVING`.
    pub fn has_aggregate(&self) -> bool {
        let mut found = false;
        self.walk(&mut |expr| found |= matches!(expr, Expr::Aggregate { .. }));
        found
    }

    /// Whether it reaches over a relation.
    pub fn has_relation(&self) -> bool {
        let mut found = false;
        self.walk(&mut |expr| found |= matches!(expr, Expr::Column(column) if !column.path.is_empty()));
        found
    }

    /// Whether it reaches over a relation that may lead to several rows: each of them then makes a row of its own.
    pub fn has_many(&self) -> bool {
        let mut found = false;
        self.walk(&mut |expr| {
            found |= matches!(expr, Expr::Column(column) if column.path.iter().any(|step| step.many));
        });
        found
    }
}
