//! The types, their boundary values, and how each is stored.

use crate::models::{NewKinds, Shade, Size};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;
use segue::prelude::*;
use serde_json::json;
use uuid::Uuid;

/// A value of one field, in a row whose other fields are at rest, and what SQLite must hold for it.
pub(super) struct Kept {
    pub(super) column: &'static str,
    pub(super) row: NewKinds,
    /// SQLite's `typeof`.
    pub(super) class: &'static str,
    /// SQLite's `quote`, which shows every byte; a text or blob of more than a thousand by its length alone.
    pub(super) quoted: String,
}

/// A row at rest: for each field something ordinary.
pub(super) fn ordinary() -> NewKinds {
    NewKinds {
        flag: true,
        small: 1,
        medium: 1,
        large: 1,
        single: 0.5,
        double: 0.5,
        text: "x".into(),
        short: "x".into(),
        bytes: vec![1],
        exact: Decimal::ONE,
        number: Decimal::ONE,
        date: NaiveDate::default(),
        time: NaiveTime::default(),
        moment: NaiveDateTime::default(),
        instant: DateTime::default(),
        uuid: Uuid::nil(),
        json: json!({}),
        size: Json(Size::default()),
        shade: Shade::Black,
    }
}

pub(super) fn moment(text: &str) -> NaiveDateTime {
    orm_api::value::parse_datetime(text).unwrap_or(NaiveDateTime::MIN)
}

pub(super) fn date(text: &str) -> NaiveDate {
    orm_api::value::parse_date(text).unwrap_or(NaiveDate::MIN)
}

pub(super) fn time(text: &str) -> NaiveTime {
    orm_api::value::parse_time(text).unwrap_or(NaiveTime::MIN)
}

/// A number. Zero where the text is none.
pub(super) fn number(text: &str) -> Decimal {
    text.parse().unwrap_or_default()
}

/// A text as SQLite's `quote` writes it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

macro_rules! kept {
    ($out:ident, $field:ident, $class:literal, [$($value:expr => $quoted:expr),* $(,)?]) => {
        $out.extend([$(Kept {
            column: stringify!($field),
            row: NewKinds { $field: $value, ..ordinary() },
            class: $class,
            quoted: String::from($quoted),
        }),*])
    };
}

/// All types with all their boundary values.
pub(super) fn all() -> Vec<Kept> {
    let mut all = numbers();
    all.extend(floats());
    all.extend(texts());
    all.extend(decimals());
    all.extend(times());
    all.extend(documents());
    all
}

fn numbers() -> Vec<Kept> {
    let mut out = Vec::new();
    kept!(out, flag, "integer", [true => "1", false => "0"]);
    kept!(out, small, "integer", [i16::MIN => "-32768", i16::MAX => "32767", 0 => "0", -1 => "-1"]);
    kept!(out, medium, "integer", [i32::MIN => "-2147483648", i32::MAX => "2147483647", 0 => "0"]);
    kept!(out, large, "integer", [
        i64::MIN => "-9223372036854775808",
        i64::MAX => "9223372036854775807",
        (1 << 53) + 1 => "9007199254740993",
        0 => "0",
    ]);
    out
}

fn floats() -> Vec<Kept> {
    let mut out = Vec::new();
    kept!(out, single, "real", [
        0.0 => "0.0",
        -0.0 => "0.0",
        1.5 => "1.5",
        f32::INFINITY => "9.0e+999",
        f32::NEG_INFINITY => "-9.0e+999",
    ]);
    kept!(out, double, "real", [
        0.0 => "0.0",
        -0.0 => "0.0",
        5.0 => "5.0",
        -2.5 => "-2.5",
        f64::INFINITY => "9.0e+999",
        f64::NEG_INFINITY => "-9.0e+999",
    ]);
    // How SQLite writes these depends on its version; that they come back is what counts.
    for single in [f32::MIN, f32::MAX, f32::MIN_POSITIVE, f32::EPSILON, 1.0e-45, 0.1, -3.402_823e38] {
        let row = NewKinds { single, ..ordinary() };
        out.push(Kept { column: "single", row, class: "real", quoted: String::new() });
    }
    for double in
        [f64::MIN, f64::MAX, f64::MIN_POSITIVE, f64::EPSILON, 5.0e-324, 0.1, 1.0 / 3.0, 1.0e15 + 0.5]
    {
        let row = NewKinds { double, ..ordinary() };
        out.push(Kept { column: "double", row, class: "real", quoted: String::new() });
    }
    out
}

fn texts() -> Vec<Kept> {
    let mut out = Vec::new();
    let texts = [
        "",
        " ",
        "it's",
        "ä €",
        "𝄞 🦀",
        "\u{feff}bom",
        "line\r\nbreak\ttab",
        "7",
        "NULL",
        "x'00'",
        "\u{1}\u{7f}",
    ];
    for text in texts {
        kept!(out, text, "text", [text.to_owned() => quoted(text)]);
    }
    kept!(out, text, "text", ["é🦀".repeat(1 << 18) => ""]);
    kept!(out, short, "text", ["".to_owned() => "''", "12345678".to_owned() => "'12345678'", "𝄞".repeat(8) => quoted(&"𝄞".repeat(8))]);
    kept!(out, bytes, "blob", [
        Vec::new() => "X''",
        vec![0] => "X'00'",
        vec![0, 255, 10, 39] => "X'00FF0A27'",
        b"text".to_vec() => "X'74657874'",
        vec![0xa5; 1 << 20] => "",
    ]);
    kept!(out, shade, "text", [Shade::Black => "'black'", Shade::White => "'white'"]);
    out
}

fn decimals() -> Vec<Kept> {
    let mut out = Vec::new();
    for (value, units) in [
        ("0", "0"),
        ("-0.000001", "-1"),
        ("1.1", "1100000"),
        ("1.100000", "1100000"),
        ("999999999999.999999", "999999999999999999"),
        ("-999999999999.999999", "-999999999999999999"),
        ("0.1", "100000"),
    ] {
        kept!(out, exact, "integer", [number(value) => units]);
    }
    for (value, stored) in [("5", "5"), ("-5.00", "-5"), ("0", "0"), ("99999999999", "99999999999")] {
        kept!(out, number, "integer", [number(value) => stored]);
    }
    for (value, stored) in
        [("5.25", "5.25"), ("0.1", "0.1"), ("-0.0001", "-0.0001"), ("12345678901.2345", "12345678901.2345")]
    {
        kept!(out, number, "real", [number(value) => stored]);
    }
    out
}

fn times() -> Vec<Kept> {
    let mut out = Vec::new();
    for text in ["0001-01-01", "1969-12-31", "2000-02-29", "9999-12-31"] {
        kept!(out, date, "text", [date(text) => quoted(text)]);
    }
    for text in ["00:00:00", "23:59:59", "12:34:56.000001", "23:59:59.999999", "12:00:00.500000"] {
        kept!(out, time, "text", [time(text) => quoted(text)]);
    }
    for text in [
        "0001-01-01 00:00:00",
        "1969-12-31 23:59:59.999999",
        "2026-11-22 18:30:00.500000",
        "9999-12-31 23:59:59.999999",
    ] {
        kept!(out, moment, "text", [moment(text) => quoted(text)]);
        kept!(out, instant, "text", [moment(text).and_utc() => quoted(text)]);
    }
    out
}

fn documents() -> Vec<Kept> {
    let mut out = Vec::new();
    kept!(out, uuid, "text", [
        Uuid::nil() => "'00000000-0000-0000-0000-000000000000'",
        Uuid::max() => "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
        Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8) => "'67e55044-10b1-426f-9247-bb680e5fe0c8'",
    ]);
    kept!(out, json, "text", [
        json!(null) => "'null'",
        json!("") => "'\"\"'",
        json!({}) => "'{}'",
        json!([1, 2.5, "it's", null, {"a": {"b": []}}]) => r#"'[1,2.5,"it''s",null,{"a":{"b":[]}}]'"#,
        json!(u64::MAX) => "'18446744073709551615'",
        json!("𝄞\u{0}") => "'\"𝄞\\u0000\"'",
    ]);
    kept!(out, size, "text", [
        Json(Size { width: 7, height: None }) => r#"'{"width":7,"height":null}'"#,
        Json(Size { width: u32::MAX, height: Some(0) }) => r#"'{"width":4294967295,"height":0}'"#,
    ]);
    out
}
