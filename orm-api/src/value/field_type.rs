//! The trait that makes a Rust type usable as a model's field.

use super::{Cell, Plain, Row, SqlType, Value};
use crate::model::{FieldDef, ModelDef};
use std::fmt;

/// Whether a value may be NULL, as a type: it decides between `T` and `Option<T>` in results.
pub trait Nullity: Send + Sync + 'static {
    /// `T`, or `Option<T>`.
    type Wrap<T: FieldType>: FieldType;
    /// NULL if either side may be.
    type Or<N: Nullity>: Nullity;
    /// Whether NULL is possible.
    const NULLABLE: bool;
}

/// Never NULL.
#[derive(Debug)]
pub struct Required;

/// May be NULL.
#[derive(Debug)]
pub struct Nullable;

impl Nullity for Required {
    type Wrap<T: FieldType> = T;
    type Or<N: Nullity> = N;
    const NULLABLE: bool = false;
}

impl Nullity for Nullable {
    type Wrap<T: FieldType> = T::AsNull;
    type Or<N: Nullity> = Nullable;
    const NULLABLE: bool = true;
}

/// A Rust type that a model's field can have. Implemented for the types listed in the guide, for `Option`
/// of each, and for types of your own through [`CustomField`](super::CustomField).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a model's field",
    note = "fields are bool, i16, i32, i64, f32, f64, String, Vec<u8>, Decimal, NaiveDate, NaiveTime, NaiveDateTime, DateTime<Utc>, Uuid, serde_json::Value, Json<T>, ForeignKey<T>, Option of these, or types that implement `CustomField`"
)]
pub trait FieldType: Sized + Clone + Send + Sync + 'static {
    /// What it is compared with: `T` for `Option<T>`.
    type Inner: FieldType;
    /// `Option<T>` for `T`, and itself for what is an `Option` already.
    type AsNull: FieldType;
    /// Whether it may be NULL.
    type Null: Nullity;
    /// The column type, before a field's attributes (`max_length`, `max_digits`, ...) refine it.
    const SQL_TYPE: SqlType;
    /// What it refers to, if it is a foreign key.
    const REFERENCE: Option<Reference> = None;
    /// Whether the application made it ([`CustomField`](super::CustomField)): two of them may then be equal where what is stored is
    /// not.
    const CUSTOM: bool = false;

    /// The value to be bound.
    fn encode(&self) -> Value;

    /// Reads a cell of a column of type `ty`.
    ///
    /// # Errors
    /// [`Mismatch`] where the cell cannot be this type without losing something. NULL is never read as
    /// zero or the empty text.
    fn decode(cell: Cell<'_>, ty: SqlType) -> Result<Self, Mismatch>;

    /// Reads the column at `index` by a shortcut of the row's. Whatever that cannot read,
    /// [`decode`](FieldType::decode) reads or refuses.
    fn plain(_: &dyn Row, _: usize, _: SqlType) -> Plain<Self> {
        Plain::Other
    }
}

impl<T: FieldType<Inner = T>> FieldType for Option<T> {
    type Inner = T;
    type AsNull = Self;
    type Null = Nullable;
    const SQL_TYPE: SqlType = T::SQL_TYPE;
    const REFERENCE: Option<Reference> = T::REFERENCE;
    const CUSTOM: bool = T::CUSTOM;

    fn encode(&self) -> Value {
        self.as_ref().map_or(Value::Null(T::SQL_TYPE), T::encode)
    }

    fn decode(cell: Cell<'_>, ty: SqlType) -> Result<Self, Mismatch> {
        match cell {
            Cell::Null => Ok(None),
            cell => T::decode(cell, ty).map(Some),
        }
    }

    fn plain(row: &dyn Row, index: usize, ty: SqlType) -> Plain<Self> {
        match T::plain(row, index, ty) {
            Plain::Value(value) => Plain::Value(Some(value)),
            Plain::Null => Plain::Value(None),
            Plain::Other => Plain::Other,
        }
    }
}

/// What a foreign key refers to. Functions, since models refer to each other in circles.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// The model.
    pub model: fn() -> &'static ModelDef,
    /// Its primary key.
    pub key: fn() -> &'static FieldDef,
}

/// A cell that cannot be what the field asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch(String);

impl Mismatch {
    /// States what was found and what was expected.
    pub fn new(message: impl Into<String>) -> Self {
        Mismatch(message.into())
    }

    /// A cell of another type than `expected`.
    #[cold]
    pub fn found(cell: Cell<'_>, expected: &str) -> Self {
        match cell {
            Cell::Null => Mismatch(format!("found NULL, expected {expected}; make the field an `Option`")),
            cell => Mismatch(format!("found {}, expected {expected}", described(cell))),
        }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A cell in words, with long texts cut: messages must not carry a megabyte.
fn described(cell: Cell<'_>) -> String {
    const SHOWN: usize = 40;
    match cell {
        Cell::Text(text) if text.chars().count() > SHOWN => {
            format!("text {:?}...", text.chars().take(SHOWN).collect::<String>())
        }
        Cell::Text(text) => format!("text {text:?}"),
        Cell::Bytes(bytes) => format!("{} bytes", bytes.len()),
        Cell::I64(number) => format!("integer {number}"),
        Cell::F32(number) => format!("float {number}"),
        Cell::F64(number) => format!("float {number}"),
        Cell::Decimal(number) => format!("decimal {number}"),
        Cell::Bool(value) => format!("bool {value}"),
        Cell::Date(date) => format!("date {date}"),
        Cell::Time(time) => format!("time {time}"),
        Cell::DateTime(moment) => format!("date-time {moment}"),
        Cell::Timestamp(moment) => format!("timestamp {moment}"),
        Cell::Uuid(uuid) => format!("uuid {uuid}"),
        other @ (Cell::Null | Cell::Octets(_)) => format!("{other:?}"),
    }
}
