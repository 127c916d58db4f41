//! Dates and times. Their text forms are Segue's own, so that both drivers write the same (D-02, D-03).

use super::{Cell, FieldType, Mismatch, SqlType, Value, numbers::required};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

impl FieldType for NaiveDate {
    required!(NaiveDate, SqlType::Date);

    fn encode(&self) -> Value {
        Value::Date(*self)
    }

    fn decode(cell: Cell<'_>, _: SqlType) -> Result<Self, Mismatch> {
        match cell {
            Cell::Date(date) => Ok(date),
            Cell::Text(text) => parse_date(text).ok_or_else(|| Mismatch::found(cell, "date")),
            cell => Err(Mismatch::found(cell, "date")),
        }
    }
}

impl FieldType for NaiveTime {
    required!(NaiveTime, SqlType::Time);

    fn encode(&self) -> Value {
        Value::Time(*self)
    }

    fn decode(cell: Cell<'_>, _: SqlType) -> Result<Self, Mismatch> {
        match cell {
            Cell::Time(time) => Ok(time),
            Cell::Text(text) => parse_time(text).ok_or_else(|| Mismatch::found(cell, "time")),
            cell => Err(Mismatch::found(cell, "time")),
        }
    }
}

impl FieldType for NaiveDateTime {
    required!(NaiveDateTime, SqlType::DateTime);

    fn encode(&self) -> Value {
        Value::DateTime(*self)
    }

    fn decode(cell: Cell<'_>, _: SqlType) -> Result<Self, Mismatch> {
        match cell {
            Cell::DateTime(moment) => Ok(moment),
            Cell::Text(text) => parse_datetime(text).ok_or_else(|| Mismatch::found(cell, "date-time")),
            cell => Err(Mismatch::found(cell, "date-time")),
        }
    }
}

impl FieldType for DateTime<Utc> {
    required!(DateTime<Utc>, SqlType::Timestamp);

    fn encode(&self) -> Value {
        Value::Timestamp(*self)
    }

    /// A number is refused: one driver would take it for a Julian day, the other for seconds (D-04).
    fn decode(cell: Cell<'_>, _: SqlType) -> Result<Self, Mismatch> {
        match cell {
            Cell::Timestamp(moment) => Ok(moment),
            // MySQL keeps it so, and every session is in UTC (D-70).
            Cell::DateTime(moment) => Ok(moment.and_utc()),
            Cell::Text(text) => parse_timestamp(text).ok_or_else(|| Mismatch::found(cell, "timestamp")),
            cell => Err(Mismatch::found(cell, "timestamp")),
        }
    }
}

/// Reads `YYYY-MM-DD`.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// Reads `HH:MM:SS` with an optional fraction.
pub fn parse_time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M:%S%.f").ok()
}

/// Reads `YYYY-MM-DD HH:MM:SS` with an optional fraction, and with `T` between, as other programs write it.
pub fn parse_datetime(text: &str) -> Option<NaiveDateTime> {
    let format = if text.as_bytes().get(10) == Some(&b'T') { "%Y-%m-%dT%H:%M:%S%.f" } else { "%F %T%.f" };
    NaiveDateTime::parse_from_str(text, format).ok()
}

/// Reads what [`parse_datetime`] reads, in UTC, and both drivers' own forms with an offset.
pub fn parse_timestamp(text: &str) -> Option<DateTime<Utc>> {
    if let Some(naive) = parse_datetime(text.strip_suffix('Z').unwrap_or(text)) {
        return Some(naive.and_utc());
    }
    let with_offset = DateTime::parse_from_str(&text.replacen('T', " ", 1), "%F %T%.f%:z").ok()?;
    Some(with_offset.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What diesel, sqlx and SQLite itself wrote is read as the same moment.
    #[test]
    fn foreign_forms_are_the_same_moment() {
        let expected = parse_timestamp("2026-11-22 18:30:00.5");
        assert!(expected.is_some());
        for text in ["2026-11-22 20:30:00.5+02:00", "2026-11-22T20:30:00.5+02:00", "2026-11-22T18:30:00.5Z"] {
            assert_eq!(parse_timestamp(text), expected, "{text}");
        }
    }
}
