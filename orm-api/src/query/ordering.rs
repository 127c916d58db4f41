//! What a query can be ordered by.

use crate::{expr::Order, model::Model, tree};

/// One order, or a tuple of up to six: `(Album::released.desc(), Album::title.asc())`.
#[diagnostic::on_unimplemented(
    message = "rows of `{M}` cannot be ordered by `{Self}`",
    note = "write `.asc()` or `.desc()` behind the column; put several into a tuple"
)]
pub trait Ordering<M> {
    /// Appends the keys of the order.
    fn append_to(self, order: &mut Vec<tree::Order>);
}

impl<M: Model> Ordering<M> for Order<M> {
    fn append_to(self, order: &mut Vec<tree::Order>) {
        order.push(self.into_tree());
    }
}

impl<M: Model> Ordering<M> for Vec<Order<M>> {
    fn append_to(self, order: &mut Vec<tree::Order>) {
        order.extend(self.into_iter().map(Order::into_tree));
    }
}

macro_rules! tuples {
    ($($($one:ident)+;)+) => {$(
        impl<M: Model, $($one: Ordering<M>),+> Ordering<M> for ($($one,)+) {
            #[allow(non_snake_case, reason = "the type parameters name the elements")]
            fn append_to(self, order: &mut Vec<tree::Order>) {
                let ($($one,)+) = self;
                $($one.append_to(order);)+
            }
        }
    )+};
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
}
