//! Field types of the application's own.

use super::{Cell, FieldType, Mismatch, Required, SqlType, Value};

/// A type of your own, kept as one of Segue's: a newtype over a number, an enum as its text.
///
/// ```
/// use segue_orm_api::value::CustomField;
///
/// #[derive(Clone, Debug, PartialEq)]
/// enum Format { Vinyl, Digital }
///
/// impl CustomField for Format {
///     type Base = String;
///     fn to_base(&self) -> String {
///         match self { Format::Vinyl => "vinyl", Format::Digital => "digital" }.to_owned()
///     }
///     fn from_base(base: String) -> Result<Self, String> {
///         match base.as_str() {
///             "vinyl" => Ok(Format::Vinyl),
///             "digital" => Ok(Format::Digital),
///             other => Err(format!("`{other}` is no format")),
///         }
///     }
/// }
/// ```
pub trait CustomField: Clone + Send + Sync + 'static {
    /// The type that it is kept as.
    type Base: FieldType<Inner = Self::Base>;

    /// What is stored.
    fn to_base(&self) -> Self::Base;

    /// Reads what is stored.
    ///
    /// # Errors
    /// A sentence that says what is wrong; the caller gets it in an error of kind `Decode`.
    fn from_base(base: Self::Base) -> Result<Self, String>;
}

impl<T: CustomField> FieldType for T {
    type Inner = T;
    type AsNull = Option<T>;
    type Null = Required;
    const SQL_TYPE: SqlType = <T::Base as FieldType>::SQL_TYPE;
    const CUSTOM: bool = true;

    fn encode(&self) -> Value {
        self.to_base().encode()
    }

    fn decode(cell: Cell<'_>, ty: SqlType) -> Result<Self, Mismatch> {
        T::from_base(T::Base::decode(cell, ty)?).map_err(Mismatch::new)
    }
}
