//! A column by its name: as a filter, and as an order.

use crate::models::Kinds;
use segue::{expr::Order, prelude::*};

macro_rules! columns {
    ($($column:ident),*) => {
        /// The condition that the column has the value that it has in `row`.
        pub(super) fn equal(column: &str, row: &Kinds) -> Q<Kinds> {
            match column {
                $(stringify!($column) => Kinds::$column.eq(row.$column.clone()),)*
                _ => Kinds::id.eq(row.id),
            }
        }

        /// The order by the column, from the least.
        pub(super) fn ascending(column: &str) -> Order<Kinds> {
            match column {
                $(stringify!($column) => Kinds::$column.asc(),)*
                _ => Kinds::id.asc(),
            }
        }
    };
}

columns!(
    flag, small, medium, large, single, double, text, short, bytes, exact, number, date, time, moment,
    instant, uuid, json, size, shade
);
