//! What almost every file that uses Segue wants: `use segue::prelude::*;`.

pub use crate::{
    Begin, Boundary, Connect, Database, Error, ErrorKind, Executor, Instance, Lock, Mode, Op, Phase,
    QuerySet, Result, Transaction, create_tables, drop_tables, raw,
};
pub use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
pub use orm_api::{
    expr::{Avg, Compare, Count, Max, Min, Q, Sum},
    model::{ForeignKey, Keyed, Many, Model, NewModel},
    value::{CustomField, FieldType, Json},
};
pub use orm_derive::Model;
pub use rust_decimal::{Decimal, dec};
pub use uuid::Uuid;
