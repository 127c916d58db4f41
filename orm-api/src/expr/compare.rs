//! Comparisons, text search and orders.

use super::{Expression, IntoExpr, Operand, Order, Output, Q};
use crate::tree::{Comparison, Direction, Expr, Match};

/// What can be asked of an operand. In the prelude, so that `Album::price.lt(dec!(20))` reads as it does.
///
/// A comparison with NULL is neither true nor false, as in SQL: rows without a value are found by
/// [`is_null`](Compare::is_null) only. Texts compare as bytes: upper case before lower case, `Z` before `Ä`.
/// Where upper and lower case are the same, they are for the letters A to Z on every database, for others where the
/// capability `folds_unicode_case` says so.
///
/// SQLite divides by zero to NULL, and goes on with floating point numbers where integers overflow: such a result
/// is an error where it is read or stored, and compares as it is.
#[allow(clippy::wrong_self_convention, reason = "an operand becomes part of what is asked of it")]
pub trait Compare<M>: Operand<M> + Sized {
    /// Whether both are equal.
    fn eq(self, other: impl IntoExpr<M, Self::Inner>) -> Q<M> {
        compare(Comparison::Equal, self, other.into_expr())
    }

    /// Whether both have a value, and not the same.
    fn ne(self, other: impl IntoExpr<M, Self::Inner>) -> Q<M> {
        compare(Comparison::NotEqual, self, other.into_expr())
    }

    /// Whether it is less.
    fn lt(self, other: impl IntoExpr<M, Self::Inner>) -> Q<M> {
        compare(Comparison::Less, self, other.into_expr())
    }

    /// Whether it is less or equal.
    fn le(self, other: impl IntoExpr<M, Self::Inner>) -> Q<M> {
        compare(Comparison::LessOrEqual, self, other.into_expr())
    }

    /// Whether it is greater.
    fn gt(self, other: impl IntoExpr<M, Self::Inner>) -> Q<M> {
        compare(Comparison::Greater, self, other.into_expr())
    }

    /// Whether it is greater or equal.
    fn ge(self, other: impl IntoExpr<M, Self::Inner>) -> Q<M> {
        compare(Comparison::GreaterOrEqual, self, other.into_expr())
    }

    /// Whether it is one of `values`; of none, false.
    fn is_in<R: IntoExpr<M, Self::Inner>>(self, values: impl IntoIterator<Item = R>) -> Q<M> {
        let values = values.into_iter().map(IntoExpr::into_expr).collect();
        Q::new(Expr::In(Box::new(self.into_tree()), values))
    }

    /// Whether it has a value that is none of `values`.
    fn not_in<R: IntoExpr<M, Self::Inner>>(self, values: impl IntoIterator<Item = R>) -> Q<M> {
        !self.is_in(values)
    }

    /// Whether it lies between `low` and `high`, both included.
    fn between(self, low: impl IntoExpr<M, Self::Inner>, high: impl IntoExpr<M, Self::Inner>) -> Q<M> {
        let (low, high) = (Box::new(low.into_expr()), Box::new(high.into_expr()));
        Q::new(Expr::Between(Box::new(self.into_tree()), low, high))
    }

    /// Whether it is NULL: without a value, or without a row where a relation leads to none.
    fn is_null(self) -> Q<M> {
        Q::new(Expr::IsNull(Box::new(self.into_tree())))
    }

    /// Whether it has a value.
    fn is_not_null(self) -> Q<M> {
        !self.is_null()
    }

    /// Whether it holds `text`. Nothing in `text` is special, here and below.
    fn contains(self, text: impl IntoExpr<M, String>) -> Q<M>
    where
        Self::Inner: Text,
    {
        like(self, Match::Contains, text.into_expr(), false)
    }

    /// Whether it holds `text`, upper and lower case being the same.
    fn icontains(self, text: impl IntoExpr<M, String>) -> Q<M>
    where
        Self::Inner: Text,
    {
        like(self, Match::Contains, text.into_expr(), true)
    }

    /// Whether it begins with `text`.
    fn starts_with(self, text: impl IntoExpr<M, String>) -> Q<M>
    where
        Self::Inner: Text,
    {
        like(self, Match::StartsWith, text.into_expr(), false)
    }

    /// Whether it begins with `text`, upper and lower case being the same.
    fn istarts_with(self, text: impl IntoExpr<M, String>) -> Q<M>
    where
        Self::Inner: Text,
    {
        like(self, Match::StartsWith, text.into_expr(), true)
    }

    /// Whether it ends with `text`.
    fn ends_with(self, text: impl IntoExpr<M, String>) -> Q<M>
    where
        Self::Inner: Text,
    {
        like(self, Match::EndsWith, text.into_expr(), false)
    }

    /// Whether it ends with `text`, upper and lower case being the same.
    fn iends_with(self, text: impl IntoExpr<M, String>) -> Q<M>
    where
        Self::Inner: Text,
    {
        like(self, Match::EndsWith, text.into_expr(), true)
    }

    /// Whether it is `text`, upper and lower case being the same.
    fn iexact(self, text: impl IntoExpr<M, String>) -> Q<M>
    where
        Self::Inner: Text,
    {
        like(self, Match::Exact, text.into_expr(), true)
    }

    /// An order by it, from the least; rows without a value come first.
    fn asc(self) -> Order<M> {
        Order::new(self.into_tree(), Direction::Ascending)
    }

    /// An order by it, from the greatest; rows without a value come last.
    fn desc(self) -> Order<M> {
        Order::new(self.into_tree(), Direction::Descending)
    }

    /// The same as an expression, for arithmetic with an aggregate.
    fn expr(self) -> Expression<M, Output<M, Self>> {
        Expression::new(self.into_tree())
    }
}

impl<M, O: Operand<M>> Compare<M> for O {}

/// A type that is kept as text and can be searched: `String`, and types of your own that say so.
#[diagnostic::on_unimplemented(
    message = "text search needs a column of text, and this one is of type `{Self}`",
    label = "`{Self}` is not searched as text",
    note = "compare it by `.eq(..)`, `.lt(..)`, `.between(..)`; a `CustomField` kept as `String` implements `Text`"
)]
pub trait Text {}

impl Text for String {}

fn compare<M, O: Operand<M>>(how: Comparison, left: O, right: Expr) -> Q<M> {
    Q::new(Expr::Compare(how, Box::new(left.into_tree()), Box::new(right)))
}

fn like<M, O: Operand<M>>(operand: O, place: Match, text: Expr, ignore_case: bool) -> Q<M> {
    Q::new(Expr::Like { operand: Box::new(operand.into_tree()), place, text: Box::new(text), ignore_case })
}
