//! The servers' names of types, and what says a literal's.

use super::flavor::Flavor;
use crate::value::{SqlType, Value};

/// The column type's name, without lengths.
///
/// A `TIMESTAMP` would end in 2038, and turn with the session's time zone: a `DATETIME` in UTC does neither.
pub(super) const fn name(ty: SqlType) -> &'static str {
    match ty {
        SqlType::Bool => "BOOLEAN",
        SqlType::I16 => "SMALLINT",
        SqlType::I32 => "INT",
        SqlType::I64 => "BIGINT",
        SqlType::F32 => "FLOAT",
        SqlType::F64 => "DOUBLE",
        SqlType::Text(None) => "LONGTEXT",
        SqlType::Text(Some(_)) => "VARCHAR",
        SqlType::Bytes => "LONGBLOB",
        SqlType::Decimal(_) => "DECIMAL",
        SqlType::Date => "DATE",
        SqlType::Time => "TIME(6)",
        SqlType::DateTime | SqlType::Timestamp => "DATETIME(6)",
        SqlType::Uuid => "CHAR(36) CHARACTER SET ascii COLLATE ascii_bin",
        SqlType::Json => "JSON",
    }
}

/// What stands around a literal that meets an expression of the type.
///
/// What is bound as text says that it is none, so that it is compared by time. MySQL would compare a json document with
/// a text as a string in it. MariaDB (10.11.19) rounds a bare decimal to the places of an indexed column that it is
/// compared with for equality, and then finds `0.06` for `0.055`, and `3` for `2.5`.
pub(super) fn annotation(stored: &Value, ty: SqlType, flavor: &Flavor) -> [&'static str; 2] {
    match ty {
        SqlType::Date => ["CAST(", " AS DATE)"],
        SqlType::Time => ["CAST(", " AS TIME(6))"],
        SqlType::DateTime | SqlType::Timestamp => ["CAST(", " AS DATETIME(6))"],
        SqlType::Json if flavor.has_json => ["CAST(", " AS JSON)"],
        _ if stored.sql_type().is_decimal() => ["CAST(", " AS DECIMAL(65,30))"],
        _ => ["", ""],
    }
}
