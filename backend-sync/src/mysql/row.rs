//! Rows, while they lie in the library.

use diesel::{
    deserialize::FromSql,
    mysql::{Mysql, MysqlType, MysqlValue, data_types::MysqlTime},
    row::{Field, Row},
    sql_types::Datetime,
};
use orm_api::backend::mysql::{Clock, Sent, Wire};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A row of diesel's.
pub(super) struct Cells<'a, R>(pub(super) &'a R);

impl<'row, R: Row<'row, Mysql>> Wire for Cells<'_, R> {
    fn columns(&self) -> usize {
        self.0.field_count()
    }

    fn show<T>(&self, index: usize, read: impl FnOnce(Sent<'_>) -> T) -> Option<T> {
        let field = self.0.get(index)?;
        // diesel panics where it knows no such type: at a geometry, and at a bare parameter, which has none yet when the
        // statement is prepared.
        let value = catch_unwind(AssertUnwindSafe(|| field.value()));
        Some(read(match &value {
            Ok(Some(value)) => sent(value).unwrap_or(Sent::Other),
            Ok(None) => Sent::Null,
            Err(_) => Sent::Other,
        }))
    }
}

/// Integers lie in the machine's own byte order.
fn sent<'a>(value: &MysqlValue<'a>) -> Option<Sent<'a>> {
    let bytes = value.as_bytes();
    Some(match value.value_type() {
        MysqlType::Tiny => Sent::Signed(i8::from_ne_bytes(first(bytes)?).into()),
        MysqlType::Short => Sent::Signed(i16::from_ne_bytes(first(bytes)?).into()),
        MysqlType::Long => Sent::Signed(i32::from_ne_bytes(first(bytes)?).into()),
        MysqlType::LongLong => Sent::Signed(i64::from_ne_bytes(first(bytes)?)),
        MysqlType::UnsignedTiny => Sent::Unsigned(u8::from_ne_bytes(first(bytes)?).into()),
        MysqlType::UnsignedShort => Sent::Unsigned(u16::from_ne_bytes(first(bytes)?).into()),
        MysqlType::UnsignedLong => Sent::Unsigned(u32::from_ne_bytes(first(bytes)?).into()),
        MysqlType::UnsignedLongLong => Sent::Unsigned(u64::from_ne_bytes(first(bytes)?)),
        MysqlType::Float => Sent::F32(f32::from_ne_bytes(first(bytes)?)),
        MysqlType::Double => Sent::F64(f64::from_ne_bytes(first(bytes)?)),
        MysqlType::Numeric => Sent::Decimal(bytes),
        MysqlType::Date => Sent::Date(clock(value)?),
        MysqlType::Time => Sent::Time(clock(value).unwrap_or(NEGATIVE)),
        MysqlType::DateTime => Sent::DateTime(clock(value)?),
        MysqlType::Timestamp => Sent::Timestamp(clock(value)?),
        MysqlType::String | MysqlType::Blob | MysqlType::Enum | MysqlType::Set => Sent::Octets(bytes),
        MysqlType::Bit => Sent::Bits(bytes),
        _ => return None,
    })
}

fn first<const LENGTH: usize>(bytes: &[u8]) -> Option<[u8; LENGTH]> {
    bytes.first_chunk().copied()
}

/// diesel reads no negative time; that it is one is all that counts.
const NEGATIVE: Clock =
    Clock { negative: true, year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, microsecond: 0 };

fn clock(value: &MysqlValue<'_>) -> Option<Clock> {
    let time = <MysqlTime as FromSql<Datetime, Mysql>>::from_sql(value.clone()).ok()?;
    Some(Clock {
        negative: time.neg,
        year: time.year,
        month: time.month,
        day: time.day,
        hour: time.hour,
        minute: time.minute,
        second: time.second,
        microsecond: u32::try_from(time.second_part).unwrap_or(u32::MAX),
    })
}
