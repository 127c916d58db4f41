//! Typed expressions, which erase to the query tree.
//!
//! What has a value is an [`Operand`]; what can be asked of it is in [`Compare`]; what may stand on its right is
//! [`IntoExpr`]. Conditions are [`Q`], and each method of a query set has a trait that names what it takes.

mod aggregate;
mod annotation;
mod arithmetic;
mod assign;
mod column;
mod columns;
mod compare;
mod condition;
mod expression;
mod literal;
mod operand;
mod order;
mod path;
mod related;
mod selection;

pub use aggregate::{Avg, Count, Countable, Distinct, Max, Min, Rows, Sum};
pub use annotation::{Aggregation, Annotation};
pub use arithmetic::Number;
pub use assign::{Assign, GoesInto, IntoAssign, NullableField};
pub use column::{Column, Reverse};
pub use columns::Columns;
pub use compare::{Compare, Text};
pub use condition::Q;
pub use expression::Expression;
pub use literal::{Fits, IntoExpr, KeyFor};
pub use operand::{Operand, Output};
pub use order::{IntoOrders, Order};
pub use path::{Path, Tail};
pub use related::{Related, RelatedStep};
pub use selection::{Selection, Single};
