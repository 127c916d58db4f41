//! Dates and times as texts that sort as they should. Digits go straight into a buffer: chrono's format strings
//! take ten times as long.

use super::literal;
use crate::{error::Result, value::Value};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

/// `YYYY-MM-DD`.
pub(super) fn date(date: NaiveDate) -> Result<Value> {
    let mut text = Digits::new();
    text.date(date)?;
    Ok(text.value())
}

/// `HH:MM:SS`, with `.ffffff` where the microseconds are not zero.
pub(super) fn time(time: NaiveTime) -> Result<Value> {
    let mut text = Digits::new();
    text.time(time)?;
    Ok(text.value())
}

/// [`date`], a space, [`time`].
pub(super) fn date_time(moment: NaiveDateTime) -> Result<Value> {
    let mut text = Digits::new();
    text.date(moment.date())?;
    text.push(b' ');
    text.time(moment.time())?;
    Ok(text.value())
}

/// A buffer for the longest form, `YYYY-MM-DD HH:MM:SS.ffffff`.
struct Digits {
    bytes: [u8; 26],
    length: usize,
}

impl Digits {
    fn new() -> Self {
        Digits { bytes: [0; 26], length: 0 }
    }

    fn date(&mut self, date: NaiveDate) -> Result<()> {
        let year = literal::year(date)?;
        self.number(year, 4);
        self.push(b'-');
        self.number(date.month(), 2);
        self.push(b'-');
        self.number(date.day(), 2);
        Ok(())
    }

    fn time(&mut self, time: NaiveTime) -> Result<()> {
        let microseconds = literal::microseconds(time)?;
        self.number(time.hour(), 2);
        self.push(b':');
        self.number(time.minute(), 2);
        self.push(b':');
        self.number(time.second(), 2);
        if microseconds > 0 {
            self.push(b'.');
            self.number(microseconds, 6);
        }
        Ok(())
    }

    fn number(&mut self, mut number: u32, width: usize) {
        for place in (self.length..self.length + width).rev() {
            self.bytes[place] = b'0' + (number % 10) as u8;
            number /= 10;
        }
        self.length += width;
    }

    fn push(&mut self, byte: u8) {
        self.bytes[self.length] = byte;
        self.length += 1;
    }

    fn value(&self) -> Value {
        // Nothing but ASCII was pushed, so that the empty text is never taken.
        Value::Text(std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn text(value: Result<Value>) -> String {
        match value.unwrap() {
            Value::Text(text) => text.to_string(),
            other => panic!("{other:?} is no text"),
        }
    }

    /// Years have four digits, so that texts sort as dates do; others are refused.
    #[test]
    fn years_have_four_digits() {
        let of = |year| date(NaiveDate::from_ymd_opt(year, 3, 7).unwrap());
        assert_eq!(text(of(1)), "0001-03-07");
        assert_eq!(text(of(9999)), "9999-03-07");
        for year in [0, -1, 10_000] {
            assert_eq!(of(year).unwrap_err().kind(), ErrorKind::InvalidValue);
        }
    }

    /// Microseconds stand only where they are not zero; nanoseconds are cut off.
    #[test]
    fn fractions_are_microseconds() {
        let of = |nanoseconds| time(NaiveTime::from_hms_nano_opt(3, 4, 59, nanoseconds).unwrap());
        assert_eq!(text(of(0)), "03:04:59");
        assert_eq!(text(of(999)), "03:04:59");
        assert_eq!(text(of(1_999)), "03:04:59.000001");
        assert_eq!(text(of(999_999_999)), "03:04:59.999999");
        assert_eq!(of(1_000_000_000).unwrap_err().kind(), ErrorKind::InvalidValue);
    }

    /// Before 1970 too, what is cut off lies nearer to the present.
    #[test]
    fn cutting_goes_towards_the_past() {
        let moment = chrono::DateTime::from_timestamp(-1, 999_999_999).unwrap();
        assert_eq!(text(date_time(moment.naive_utc())), "1969-12-31 23:59:59.999999");
    }
}
