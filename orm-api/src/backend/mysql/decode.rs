//! Values as the drivers show them. They do not lend the same bytes, as PostgreSQL's do; what they show is brought into one
//! form here, so that what is read cannot depend on the phase.

use crate::{
    error::{Error, ErrorKind, Result},
    value::{Cell, Plain, Row},
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;

/// What a driver shows of one value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sent<'a> {
    /// NULL.
    Null,
    /// An integer of any width.
    Signed(i64),
    /// An unsigned integer of any width (D-74).
    Unsigned(u64),
    /// A `FLOAT`.
    F32(f32),
    /// A `DOUBLE`.
    F64(f64),
    /// A `DECIMAL`, as its digits.
    Decimal(&'a [u8]),
    /// A `DATE`.
    Date(Clock),
    /// A `TIME`, which is a duration as well as a time of day (D-77).
    Time(Clock),
    /// A `DATETIME`.
    DateTime(Clock),
    /// A `TIMESTAMP`.
    Timestamp(Clock),
    /// Text or bytes: diesel cannot tell a text of a binary collation from bytes, so that neither driver is asked (D-85).
    Octets(&'a [u8]),
    /// A `BIT`, most significant byte first.
    Bits(&'a [u8]),
    /// Something that no field can hold.
    Other,
}

/// A date, a time, or both, as they are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// Whether a `TIME` is negative.
    pub negative: bool,
    /// 0 to 9999.
    pub year: u32,
    /// 0 to 12.
    pub month: u32,
    /// 0 to 31; of a `TIME` whole days.
    pub day: u32,
    /// Of a `TIME` more than 23, too.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
    /// 0 to 59.
    pub second: u32,
    /// 0 to 999,999.
    pub microsecond: u32,
}

/// A row of a driver's.
pub trait Wire {
    /// How many columns it has.
    fn columns(&self) -> usize;

    /// Shows the value at `index`. Nothing is shown where there is no such column.
    fn show<T>(&self, index: usize, read: impl FnOnce(Sent<'_>) -> T) -> Option<T>;
}

/// A row whose cells are brought into one form.
pub struct WireRow<R>(pub R);

impl<R: Wire> Row for WireRow<R> {
    fn len(&self) -> usize {
        self.0.columns()
    }

    fn cell(&self, index: usize, show: &mut dyn FnMut(Cell<'_>)) -> Result<()> {
        let shown = self.0.show(index, |sent| {
            show(cell(sent).map_err(|why| unreadable(index, why))?);
            Ok(())
        });
        shown.unwrap_or_else(|| Err(crate::backend::no_column(index, self.len())))
    }

    fn plain_i64(&self, index: usize) -> Plain<i64> {
        self.plain(index, |sent| if let Sent::Signed(number) = sent { Some(number) } else { None })
    }

    fn plain_f64(&self, index: usize) -> Plain<f64> {
        self.plain(index, |sent| if let Sent::F64(number) = sent { Some(number) } else { None })
    }

    fn plain_text(&self, index: usize) -> Plain<String> {
        self.plain(index, |sent| match sent {
            Sent::Octets(bytes) => str::from_utf8(bytes).ok().map(str::to_owned),
            _ => None,
        })
    }
}

impl<R: Wire> WireRow<R> {
    fn plain<T>(&self, index: usize, read: impl FnOnce(Sent<'_>) -> Option<T>) -> Plain<T> {
        let shown = self.0.show(index, |sent| match sent {
            Sent::Null => Plain::Null,
            sent => read(sent).map_or(Plain::Other, Plain::Value),
        });
        shown.unwrap_or(Plain::Other)
    }
}

type Unreadable = &'static str;

fn cell(sent: Sent<'_>) -> Result<Cell<'_>, Unreadable> {
    Ok(match sent {
        Sent::Null => Cell::Null,
        Sent::Signed(number) => Cell::I64(number),
        // What is greater than any `i64` is no integer of a field's, and never a negative one.
        Sent::Unsigned(number) => {
            i64::try_from(number).map_or_else(|_| Cell::Decimal(number.into()), Cell::I64)
        }
        Sent::F32(number) => Cell::F32(number),
        Sent::F64(number) => Cell::F64(number),
        Sent::Decimal(digits) => Cell::Decimal(decimal(digits)?),
        Sent::Date(clock) => Cell::Date(clock.date()?),
        Sent::Time(clock) => Cell::Time(clock.time()?),
        Sent::DateTime(clock) => Cell::DateTime(clock.moment()?),
        Sent::Timestamp(clock) => Cell::Timestamp(clock.moment()?.and_utc()),
        Sent::Octets(bytes) => Cell::Octets(bytes),
        Sent::Bits(bytes) => Cell::I64(bits(bytes)?),
        Sent::Other => return Err("a type that no field has; cast it in the query"),
    })
}

fn decimal(digits: &[u8]) -> Result<Decimal, Unreadable> {
    let text = str::from_utf8(digits).map_err(|_| "a decimal that is no number")?;
    let too_long = "a number with more digits than a decimal has; round it in the query";
    // Quotients come with zeros up to the thirtieth place.
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    Decimal::from_str_exact(text).map_err(|_| too_long)
}

fn bits(bytes: &[u8]) -> Result<i64, Unreadable> {
    let too_many = "bits that make no 64-bit integer; cast them in the query";
    if bytes.len() > 8 {
        return Err(too_many);
    }
    let number = bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    i64::try_from(number).map_err(|_| too_many)
}

impl Clock {
    /// MySQL's zero dates, `0000-00-00` and `2026-00-00`, are none: never NULL, as sqlx has them (D-76).
    fn date(self) -> Result<NaiveDate, Unreadable> {
        let none = "a zero date, which is none; make it NULL";
        let Clock { year, month, day, .. } = self;
        i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day)).ok_or(none)
    }

    fn time(self) -> Result<NaiveTime, Unreadable> {
        let outside = "a duration that is no time of a day; cast it in the query, as by TIME_TO_SEC";
        let Clock { negative, day, hour, minute, second, microsecond, .. } = self;
        if negative || day > 0 {
            return Err(outside);
        }
        NaiveTime::from_hms_micro_opt(hour, minute, second, microsecond).ok_or(outside)
    }

    fn moment(self) -> Result<NaiveDateTime, Unreadable> {
        let time = Clock { day: 0, ..self };
        Ok(self.date()?.and_time(time.time()?))
    }
}

#[cold]
fn unreadable(index: usize, why: &str) -> Error {
    Error::new(ErrorKind::Decode, format!("result column {index}: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What no field can hold is an error, and never another value.
    #[test]
    fn what_no_field_can_hold_is_refused() {
        let day = Clock { hour: 25, ..Clock::default() };
        let negative = Clock { negative: true, hour: 1, ..Clock::default() };
        let zero = Clock::default();
        for sent in [Sent::Time(day), Sent::Time(negative), Sent::Date(zero), Sent::DateTime(zero)] {
            assert!(cell(sent).is_err(), "{sent:?}");
        }
        assert!(cell(Sent::Decimal(&[b'9'; 40])).is_err());
        assert!(cell(Sent::Bits(&[255; 8])).is_err());
        assert_eq!(
            cell(Sent::Decimal(b"1.5000000000000000000000000000000000")),
            Ok(Cell::Decimal(Decimal::new(15, 1)))
        );
        assert_eq!(cell(Sent::Unsigned(u64::MAX)), Ok(Cell::Decimal(u64::MAX.into())));
        assert_eq!(cell(Sent::Unsigned(7)), Ok(Cell::I64(7)));
        assert_eq!(cell(Sent::Bits(&[1, 0])), Ok(Cell::I64(256)));
    }
}
