//! Conditions.

use crate::tree::Expr;
use std::{
    fmt,
    marker::PhantomData,
    ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, Not},
};

/// A condition over the rows of `M`. Joined by `&` and `|`, negated by `!`.
#[must_use = "a condition does nothing until `filter` or `exclude` takes it"]
pub struct Q<M> {
    tree: Expr,
    model: PhantomData<fn() -> M>,
}

impl<M> Q<M> {
    /// The condition `tree`, of which the caller knows that it is one over `M`.
    pub fn new(tree: Expr) -> Self {
        Q { tree, model: PhantomData }
    }

    /// That all of `conditions` hold; of none, true.
    pub fn all(conditions: impl IntoIterator<Item = Q<M>>) -> Self {
        Q::new(Expr::And(conditions.into_iter().map(Q::into_tree).collect()))
    }

    /// That any of `conditions` holds; of none, false.
    pub fn any(conditions: impl IntoIterator<Item = Q<M>>) -> Self {
        Q::new(Expr::Or(conditions.into_iter().map(Q::into_tree).collect()))
    }

    /// The untyped form.
    pub fn tree(&self) -> &Expr {
        &self.tree
    }

    /// The untyped form.
    pub fn into_tree(self) -> Expr {
        self.tree
    }
}

impl<M> BitAnd for Q<M> {
    type Output = Q<M>;

    /// Both. A chain of `&` becomes one flat list.
    fn bitand(self, other: Q<M>) -> Q<M> {
        Q::new(match (self.tree, other.tree) {
            (Expr::And(mut all), Expr::And(more)) => {
                all.extend(more);
                Expr::And(all)
            }
            (Expr::And(mut all), one) => {
                all.push(one);
                Expr::And(all)
            }
            (left, right) => Expr::And(vec![left, right]),
        })
    }
}

impl<M> BitOr for Q<M> {
    type Output = Q<M>;

    /// Either. A chain of `|` becomes one flat list.
    fn bitor(self, other: Q<M>) -> Q<M> {
        Q::new(match (self.tree, other.tree) {
            (Expr::Or(mut any), Expr::Or(more)) => {
                any.extend(more);
                Expr::Or(any)
            }
            (Expr::Or(mut any), one) => {
                any.push(one);
                Expr::Or(any)
            }
            (left, right) => Expr::Or(vec![left, right]),
        })
    }
}

impl<M> Not for Q<M> {
    type Output = Q<M>;

    fn not(self) -> Q<M> {
        Q::new(Expr::Not(Box::new(self.tree)))
    }
}

impl<M> BitAndAssign for Q<M> {
    fn bitand_assign(&mut self, other: Q<M>) {
        *self = Q::new(std::mem::replace(&mut self.tree, Expr::And(Vec::new()))) & other;
    }
}

impl<M> BitOrAssign for Q<M> {
    fn bitor_assign(&mut self, other: Q<M>) {
        *self = Q::new(std::mem::replace(&mut self.tree, Expr::Or(Vec::new()))) | other;
    }
}

impl<M> Clone for Q<M> {
    fn clone(&self) -> Self {
        Q::new(self.tree.clone())
    }
}

impl<M> fmt::Debug for Q<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tree.fmt(f)
    }
}
