//! Orders.

use super::operand::{Operand, for_operands};
use crate::tree::{self, Direction, Expr};
use std::{fmt, marker::PhantomData};

/// One key of an order: `Album::released.desc()`.
pub struct Order<M> {
    tree: tree::Order,
    model: PhantomData<fn() -> M>,
}

impl<M> Order<M> {
    /// The order by `by`.
    pub fn new(by: Expr, direction: Direction) -> Self {
        Order { tree: tree::Order { by, direction }, model: PhantomData }
    }

    /// The untyped form.
    pub fn into_tree(self) -> tree::Order {
        self.tree
    }
}

impl<M> Clone for Order<M> {
    fn clone(&self) -> Self {
        Order { tree: self.tree.clone(), model: PhantomData }
    }
}

impl<M> fmt::Debug for Order<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tree.fmt(f)
    }
}

/// What `order_by` takes: one key, a tuple of keys, or a `Vec` of them. A bare column orders ascending.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an order of `{M}`",
    label = "expected `{M}::column.asc()`, `{M}::column.desc()`, or a tuple of these"
)]
pub trait IntoOrders<M> {
    /// The untyped form, the most significant key first.
    fn into_orders(self) -> Vec<tree::Order>;
}

impl<M> IntoOrders<M> for Order<M> {
    fn into_orders(self) -> Vec<tree::Order> {
        vec![self.tree]
    }
}

impl<M> IntoOrders<M> for Vec<Order<M>> {
    fn into_orders(self) -> Vec<tree::Order> {
        self.into_iter().map(Order::into_tree).collect()
    }
}

macro_rules! operand {
    ([$($param:tt)*] $ty:ty) => {
        impl<M: 'static, $($param)*> IntoOrders<M> for $ty
        where
            Self: Operand<M>,
        {
            fn into_orders(self) -> Vec<tree::Order> {
                vec![tree::Order { by: self.into_tree(), direction: Direction::Ascending }]
            }
        }
    };
}

for_operands!(operand);

macro_rules! tuples {
    ($([$($part:ident $index:tt)+])*) => {$(
        impl<M, $($part: IntoOrders<M>),+> IntoOrders<M> for ($($part,)+) {
            fn into_orders(self) -> Vec<tree::Order> {
                let mut orders = Vec::new();
                $(orders.extend(self.$index.into_orders());)+
                orders
            }
        }
    )*};
}

tuples! { [A 0] [A 0 B 1] [A 0 B 1 C 2] [A 0 B 1 C 2 D 3] [A 0 B 1 C 2 D 3 E 4] [A 0 B 1 C 2 D 3 E 4 F 5] }
