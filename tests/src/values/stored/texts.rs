//! Forms that several databases share.

use chrono::{NaiveDate, NaiveTime};
use orm_api::value::Digits;
use rust_decimal::Decimal;

/// `YYYY-MM-DD`.
pub(super) fn date(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

/// `HH:MM:SS.ffffff`.
pub(super) fn all_places(time: NaiveTime) -> String {
    time.format("%H:%M:%S%.6f").to_string()
}

/// `HH:MM:SS`, and `.ffffff` where that is not zero.
pub(super) fn places_or_none(time: NaiveTime) -> String {
    let text = all_places(time);
    text.strip_suffix(".000000").map(str::to_owned).unwrap_or(text)
}

/// `HH:MM:SS`, and as many places of the fraction as are needed.
pub(super) fn needed_places(time: NaiveTime) -> String {
    all_places(time).trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// With all places of the column. Zero has no sign.
pub(super) fn decimal(number: Decimal, digits: Digits) -> String {
    let mut number = if number.is_zero() { Decimal::ZERO } else { number };
    number.rescale(digits.places.into());
    number.to_string()
}

/// As hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
