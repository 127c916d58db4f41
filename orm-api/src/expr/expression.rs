//! Computed expressions.

use crate::tree::Expr;
use std::{fmt, marker::PhantomData};

/// An expression of type `T` over the rows of `M`: what arithmetic gives. `T` is an `Option` where the result
/// may be NULL.
pub struct Expression<M, T> {
    tree: Expr,
    types: PhantomData<fn() -> (M, T)>,
}

impl<M, T> Expression<M, T> {
    /// The expression `tree`, of which the caller knows that it is a `T`.
    pub fn new(tree: Expr) -> Self {
        Expression { tree, types: PhantomData }
    }

    /// The untyped form.
    pub fn tree(&self) -> &Expr {
        &self.tree
    }

    /// The untyped form.
    pub(super) fn erase(self) -> Expr {
        self.tree
    }
}

impl<M, T> Clone for Expression<M, T> {
    fn clone(&self) -> Self {
        Expression::new(self.tree.clone())
    }
}

impl<M, T> fmt::Debug for Expression<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tree.fmt(f)
    }
}
