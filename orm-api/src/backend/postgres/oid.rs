//! The numbers by which PostgreSQL calls its types (`pg_type.dat` of its sources): those of built-in types never change.

use crate::value::SqlType;

pub(super) const BOOL: u32 = 16;
pub(super) const BYTEA: u32 = 17;
pub(super) const CHAR: u32 = 18;
pub(super) const NAME: u32 = 19;
pub(super) const INT8: u32 = 20;
pub(super) const INT2: u32 = 21;
pub(super) const INT4: u32 = 23;
pub(super) const TEXT: u32 = 25;
pub(super) const OID: u32 = 26;
pub(super) const JSON: u32 = 114;
pub(super) const FLOAT4: u32 = 700;
pub(super) const FLOAT8: u32 = 701;
pub(super) const UNKNOWN: u32 = 705;
pub(super) const BPCHAR: u32 = 1042;
pub(super) const VARCHAR: u32 = 1043;
pub(super) const DATE: u32 = 1082;
pub(super) const TIME: u32 = 1083;
pub(super) const TIMESTAMP: u32 = 1114;
pub(super) const TIMESTAMPTZ: u32 = 1184;
pub(super) const NUMERIC: u32 = 1700;
pub(super) const UUID: u32 = 2950;
pub(super) const JSONB: u32 = 3802;

/// The first number of what a user has made: enums, and types of extensions.
pub(super) const FIRST_OF_USERS: u32 = 16_384;

/// The type by which a parameter that stands for a column of type `ty` is declared.
pub const fn of_type(ty: SqlType) -> u32 {
    match ty {
        SqlType::Bool => BOOL,
        SqlType::I16 => INT2,
        SqlType::I32 => INT4,
        SqlType::I64 => INT8,
        SqlType::F32 => FLOAT4,
        SqlType::F64 => FLOAT8,
        SqlType::Text(_) => TEXT,
        SqlType::Bytes => BYTEA,
        SqlType::Decimal(_) => NUMERIC,
        SqlType::Date => DATE,
        SqlType::Time => TIME,
        SqlType::DateTime => TIMESTAMP,
        SqlType::Timestamp => TIMESTAMPTZ,
        SqlType::Uuid => UUID,
        SqlType::Json => JSONB,
    }
}
