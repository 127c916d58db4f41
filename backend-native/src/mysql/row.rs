//! Rows, as sqlx has received them: in the binary protocol's forms, which it lends as they are
//! (<https://mariadb.com/kb/en/resultset-row/>).

use orm_api::backend::mysql::{Clock, Sent, Wire};
use sqlx::{
    Decode, MySql, Row, TypeInfo, ValueRef,
    mysql::{MySqlRow, MySqlValueRef},
};

/// A row of sqlx's.
pub(super) struct Cells(pub(super) MySqlRow);

impl Wire for Cells {
    fn columns(&self) -> usize {
        self.0.len()
    }

    fn show<T>(&self, index: usize, read: impl FnOnce(Sent<'_>) -> T) -> Option<T> {
        let value = self.0.try_get_raw(index).ok()?;
        Some(read(sent(value)))
    }
}

/// sqlx takes a zero date for NULL (D-76): its bytes are asked for, and they alone say what is NULL.
fn sent(value: MySqlValueRef<'_>) -> Sent<'_> {
    let kind = kind(value.type_info().name());
    match <&[u8] as Decode<MySql>>::decode(value) {
        Ok(bytes) => read(kind, bytes).unwrap_or(Sent::Other),
        Err(_) => Sent::Null,
    }
}

/// What a value is, as far as reading it goes.
#[derive(Clone, Copy)]
enum Kind {
    Signed,
    Unsigned,
    Float,
    Double,
    Decimal,
    Date,
    Time,
    DateTime,
    Timestamp,
    Octets,
    Bits,
    Other,
}

/// sqlx tells a type by its name alone; the commonest stand first.
fn kind(name: &str) -> Kind {
    match name {
        "BIGINT" | "INT" | "SMALLINT" | "TINYINT" | "MEDIUMINT" | "BOOLEAN" => Kind::Signed,
        "VARCHAR" | "VARBINARY" | "CHAR" | "BINARY" | "TEXT" | "BLOB" | "LONGTEXT" | "LONGBLOB" => {
            Kind::Octets
        }
        "DOUBLE" => Kind::Double,
        "FLOAT" => Kind::Float,
        "DECIMAL" => Kind::Decimal,
        "DATETIME" => Kind::DateTime,
        "DATE" => Kind::Date,
        "TIME" => Kind::Time,
        "TIMESTAMP" => Kind::Timestamp,
        "TINYTEXT" | "TINYBLOB" | "MEDIUMTEXT" | "MEDIUMBLOB" | "ENUM" | "SET" | "JSON" => Kind::Octets,
        "BIT" => Kind::Bits,
        "YEAR" => Kind::Unsigned,
        name if name.ends_with("UNSIGNED") => Kind::Unsigned,
        _ => Kind::Other,
    }
}

fn read(kind: Kind, bytes: &[u8]) -> Option<Sent<'_>> {
    Some(match kind {
        Kind::Signed => Sent::Signed(signed(bytes)?),
        Kind::Unsigned => Sent::Unsigned(unsigned(bytes)?),
        Kind::Float => Sent::F32(f32::from_le_bytes(bytes.try_into().ok()?)),
        Kind::Double => Sent::F64(f64::from_le_bytes(bytes.try_into().ok()?)),
        Kind::Decimal => Sent::Decimal(bytes),
        Kind::Date => Sent::Date(date(bytes)?),
        Kind::Time => Sent::Time(time(bytes)?),
        Kind::DateTime => Sent::DateTime(date(bytes)?),
        Kind::Timestamp => Sent::Timestamp(date(bytes)?),
        Kind::Octets => Sent::Octets(bytes),
        Kind::Bits => Sent::Bits(bytes),
        Kind::Other => return None,
    })
}

fn signed(bytes: &[u8]) -> Option<i64> {
    Some(match bytes.len() {
        1 => i8::from_le_bytes(bytes.try_into().ok()?).into(),
        2 => i16::from_le_bytes(bytes.try_into().ok()?).into(),
        4 => i32::from_le_bytes(bytes.try_into().ok()?).into(),
        _ => i64::from_le_bytes(bytes.try_into().ok()?),
    })
}

fn unsigned(bytes: &[u8]) -> Option<u64> {
    let mut whole = [0; 8];
    whole.get_mut(..bytes.len())?.copy_from_slice(bytes);
    Some(u64::from_le_bytes(whole))
}

/// A length, then as many parts as are not zero at the end: year, month, day; hour, minute, second; microseconds.
fn date(bytes: &[u8]) -> Option<Clock> {
    let mut clock = Clock::default();
    let rest = match bytes.split_first()?.1 {
        [] => return Some(clock),
        [y0, y1, month, day, rest @ ..] => {
            clock.year = u16::from_le_bytes([*y0, *y1]).into();
            (clock.month, clock.day) = ((*month).into(), (*day).into());
            rest
        }
        _ => return None,
    };
    of_day(rest, &mut clock)?;
    Some(clock)
}

/// A length, then, unless all is zero, sign, days, hour, minute, second, and microseconds if there are any.
fn time(bytes: &[u8]) -> Option<Clock> {
    let mut clock = Clock::default();
    match bytes.split_first()?.1 {
        [] => {}
        [sign, d0, d1, d2, d3, rest @ ..] => {
            clock.negative = *sign != 0;
            clock.day = u32::from_le_bytes([*d0, *d1, *d2, *d3]);
            of_day(rest, &mut clock)?;
        }
        _ => return None,
    }
    Some(clock)
}

fn of_day(rest: &[u8], clock: &mut Clock) -> Option<()> {
    match rest {
        [] => {}
        [hour, minute, second, rest @ ..] => {
            (clock.hour, clock.minute, clock.second) = ((*hour).into(), (*minute).into(), (*second).into());
            match rest {
                [] => {}
                rest => clock.microsecond = u32::from_le_bytes(rest.try_into().ok()?),
            }
        }
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of MariaDB's documentation of the binary protocol.
    #[test]
    fn dates_and_times_are_read() {
        let clock = date(&[11, 218, 7, 10, 17, 19, 27, 30, 1, 0, 0, 0]).unwrap();
        let expected = Clock {
            year: 2010,
            month: 10,
            day: 17,
            hour: 19,
            minute: 27,
            second: 30,
            microsecond: 1,
            ..Clock::default()
        };
        assert_eq!(clock, expected);
        let day = Clock { year: 2010, month: 10, day: 17, ..Clock::default() };
        assert_eq!(date(&[4, 218, 7, 10, 17]), Some(day));
        assert_eq!(date(&[0]), Some(Clock::default()));
        let long = Clock {
            negative: true,
            day: 120,
            hour: 19,
            minute: 27,
            second: 30,
            microsecond: 1,
            ..Clock::default()
        };
        assert_eq!(time(&[12, 1, 120, 0, 0, 0, 19, 27, 30, 1, 0, 0, 0]), Some(long));
        assert_eq!((date(&[3, 1, 2]), time(&[2, 1, 1]), date(&[])), (None, None, None));
    }
}
