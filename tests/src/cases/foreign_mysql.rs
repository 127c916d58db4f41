//! What other programs have written on MySQL and MariaDB, whose modes let them write much: read as it was meant, or
//! refused; never something else.

use super::reading::{reads, refuses};
use crate::{Case, Fixture, case, models::MaybeKinds};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;
use segue::{Engine, Result, prelude::*};
use serde_json::json;

pub(super) fn cases() -> Vec<Case> {
    let all = [
        case!(zero_dates_are_none),
        case!(durations_are_no_times),
        case!(fractions_are_kept),
        case!(booleans_are_zero_and_one),
        case!(unsigned_numbers_never_wrap),
        case!(decimals_are_no_integers),
        case!(numbers_of_other_types_are_never_cut),
        case!(results_of_functions_are_texts),
        case!(text_that_is_not_utf8_is_refused),
        case!(texts_of_other_types_are_texts),
        case!(types_that_no_field_has_are_refused),
    ];
    all.map(|case| case.on(&[Engine::MySql])).to_vec()
}

/// A row in which one column holds what `value` is, written in no mode at all.
fn keeping(fix: &Fixture, column: &str, value: &str) -> Result<()> {
    fix.place().neutral()?.execute(&format!(
        "SET sql_mode = ''; DELETE FROM maybe_kinds; INSERT INTO maybe_kinds (id, {column}) VALUES (1, {value})"
    ))
}

/// A table with one row, a column for each type with its value.
fn table(fix: &Fixture, columns: &[(&str, &str)]) -> Result<()> {
    let types: Vec<String> =
        columns.iter().zip(0..).map(|((ty, _), number)| format!("c{number} {ty}")).collect();
    let values: Vec<&str> = columns.iter().map(|(_, value)| *value).collect();
    let (types, values) = (types.join(", "), values.join(", "));
    fix.place().neutral()?.execute(&format!(
        "SET sql_mode = ''; CREATE TABLE strange ({types}); INSERT INTO strange VALUES ({values})"
    ))
}

/// One driver would take them for NULL (D-76).
async fn zero_dates_are_none(fix: Fixture) -> Result<()> {
    for (column, value) in [
        ("date", "'0000-00-00'"),
        ("date", "'2026-00-00'"),
        ("date", "'2026-11-00'"),
        ("moment", "'0000-00-00 00:00:00'"),
        ("instant", "'2026-00-22 18:30:00'"),
    ] {
        keeping(&fix, column, value)?;
        let error = fix.fails(MaybeKinds::objects().get(fix.db()), ErrorKind::Decode).await;
        assert_eq!((error.table(), error.column()), (Some("maybe_kinds"), Some(column)));
        assert!(error.to_string().contains("zero date"), "{error}");
    }
    keeping(&fix, "date", "NULL")?;
    assert_eq!(fix.run(MaybeKinds::objects().get(fix.db())).await?.date, None);
    Ok(())
}

/// One driver would leave out the sign, and count the hours from midnight (D-77).
async fn durations_are_no_times(fix: Fixture) -> Result<()> {
    let time = MaybeKinds::objects().values_flat(MaybeKinds::time);
    for duration in ["-01:00:00", "-00:00:00.000001", "24:00:00", "25:30:00", "838:59:59"] {
        keeping(&fix, "time", &format!("'{duration}'"))?;
        let error = fix.fails(time.get(fix.db()), ErrorKind::Decode).await;
        assert!(error.to_string().contains("no time of a day"), "{duration}: {error}");
    }
    for (stored, expected) in [("00:00:00", 0), ("23:59:59.999999", 999_999)] {
        keeping(&fix, "time", &format!("'{stored}'"))?;
        let read = fix.run(time.get(fix.db())).await?;
        assert_eq!(read.map(|time| time.format("%H:%M:%S").to_string()), Some(stored[..8].to_owned()));
        assert_eq!(read.map(|time| chrono::Timelike::nanosecond(&time) / 1000), Some(expected));
    }
    Ok(())
}

/// As many digits as a column has, in every mode (D-78).
async fn fractions_are_kept(fix: Fixture) -> Result<()> {
    table(
        &fix,
        &[
            ("DATETIME(6)", "'2026-11-22 18:30:00.123456'"),
            ("DATETIME(3)", "'2026-11-22 18:30:00.5'"),
            ("DATETIME", "'2026-11-22 18:30:00'"),
            ("TIMESTAMP(6) NULL", "'2026-11-22 18:30:00.000001'"),
            ("TIME(6)", "'18:30:00.123456'"),
            ("TIME(1)", "'18:30:00.5'"),
            ("DATE", "'9999-12-31'"),
        ],
    )?;
    let at = |micros: u32| DateTime::from_timestamp(1_795_372_200, micros * 1000).unwrap_or_default();
    reads(&fix, "c0 FROM strange", at(123_456).naive_utc()).await?;
    reads(&fix, "c1 FROM strange", at(500_000).naive_utc()).await?;
    reads(&fix, "c2 FROM strange", at(0)).await?;
    reads(&fix, "c3 FROM strange", at(1)).await?;
    reads(&fix, "c4 FROM strange", at(123_456).time()).await?;
    reads(&fix, "c5 FROM strange", at(500_000).time()).await?;
    reads(&fix, "c6 FROM strange", NaiveDate::from_ymd_opt(9999, 12, 31)).await?;
    refuses::<NaiveDateTime>(&fix, "c6 FROM strange", "expected date-time").await;
    refuses::<NaiveTime>(&fix, "c0 FROM strange", "expected time").await;
    Ok(())
}

/// One driver takes everything but zero for true, the other knows no more than 127 (D-73).
async fn booleans_are_zero_and_one(fix: Fixture) -> Result<()> {
    table(
        &fix,
        &[
            ("TINYINT UNSIGNED", "200"),
            ("TINYINT(1)", "-1"),
            ("TINYINT(1)", "2"),
            ("BIT(1)", "b'1'"),
            ("BIT(1)", "b'0'"),
            ("BIT(8)", "b'11001000'"),
            ("BIGINT", "1"),
        ],
    )?;
    for other in ["c0", "c1", "c2", "c5"] {
        refuses::<bool>(&fix, &format!("{other} FROM strange"), "expected bool").await;
    }
    reads(&fix, "c3 FROM strange", true).await?;
    reads(&fix, "c4 FROM strange", false).await?;
    reads(&fix, "c5 FROM strange", 200_i64).await?;
    reads(&fix, "c6 FROM strange", true).await?;
    reads(&fix, "1 = 1", true).await
}

/// One driver would wrap what is too great, the other refuse what is not (D-74).
async fn unsigned_numbers_never_wrap(fix: Fixture) -> Result<()> {
    table(
        &fix,
        &[
            ("BIGINT UNSIGNED", "18446744073709551615"),
            ("BIGINT UNSIGNED", "9223372036854775807"),
            ("INT UNSIGNED", "4294967295"),
            ("SMALLINT UNSIGNED", "65535"),
            ("TINYINT UNSIGNED", "255"),
            ("YEAR", "2026"),
        ],
    )?;
    refuses::<i64>(&fix, "c0 FROM strange", "18446744073709551615").await;
    reads(&fix, "c0 FROM strange", Decimal::from(u64::MAX)).await?;
    reads(&fix, "c1 FROM strange", i64::MAX).await?;
    reads(&fix, "c2 FROM strange", 4_294_967_295_i64).await?;
    refuses::<i32>(&fix, "c2 FROM strange", "4294967295").await;
    reads(&fix, "c3 FROM strange", 65_535_i32).await?;
    refuses::<i16>(&fix, "c3 FROM strange", "65535").await;
    reads(&fix, "c4 FROM strange", 255_i16).await?;
    reads(&fix, "c5 FROM strange", 2026_i16).await
}

/// One driver would leave out what stands after the point; the servers' sum of integers is a decimal too (D-75).
async fn decimals_are_no_integers(fix: Fixture) -> Result<()> {
    table(
        &fix,
        &[
            ("DECIMAL(5,2)", "1.50"),
            ("DECIMAL(65,30)", "1.23456789"),
            ("INT", "7"),
            ("DECIMAL(40,0)", "1e39"),
        ],
    )?;
    refuses::<i64>(&fix, "c0 FROM strange", "decimal").await;
    refuses::<i64>(&fix, "SUM(c2) FROM strange", "decimal").await;
    refuses::<f64>(&fix, "c0 FROM strange", "decimal").await;
    reads(&fix, "CAST(SUM(c2) AS SIGNED) FROM strange", 7_i64).await?;
    reads(&fix, "c0 FROM strange", Decimal::new(150, 2)).await?;
    reads(&fix, "c1 FROM strange", Decimal::new(123_456_789, 8)).await?;
    refuses::<Decimal>(&fix, "c3 FROM strange", "more digits").await;
    Ok(())
}

/// Nor is a text a number (D-09, D-10).
async fn numbers_of_other_types_are_never_cut(fix: Fixture) -> Result<()> {
    table(
        &fix,
        &[("FLOAT", "0.1"), ("DOUBLE", "1.5"), ("BIGINT", "2147483648"), ("VARCHAR(9)", "'7'"), ("INT", "7")],
    )?;
    reads(&fix, "c0 FROM strange", f64::from(0.1_f32)).await?;
    refuses::<i32>(&fix, "c0 FROM strange", "float").await;
    refuses::<i64>(&fix, "c1 FROM strange", "float").await;
    reads(&fix, "c1 FROM strange", 1.5_f32).await?;
    refuses::<i32>(&fix, "c2 FROM strange", "2147483648").await;
    refuses::<i64>(&fix, "c3 FROM strange", "expected i64").await;
    refuses::<String>(&fix, "c4 FROM strange", "expected text").await;
    refuses::<Vec<u8>>(&fix, "c4 FROM strange", "expected bytes").await;
    Ok(())
}

/// Their collation is often the binary one, and one driver takes them for bytes then (D-85).
async fn results_of_functions_are_texts(fix: Fixture) -> Result<()> {
    for (expression, expected) in [
        ("HEX('ab')", "6162"),
        ("CONCAT(1, 'ä')", "1ä"),
        ("CAST('ä' AS BINARY)", "ä"),
        ("DATE_FORMAT('2026-11-22', '%Y')", "2026"),
        ("JSON_UNQUOTE('\"ä\"')", "ä"),
        ("INET_NTOA(2130706433)", "127.0.0.1"),
    ] {
        reads(&fix, expression, expected.to_owned()).await?;
    }
    reads(&fix, "JSON_OBJECT('a', 1)", json!({"a": 1})).await?;
    reads(&fix, "CAST('ä' AS BINARY)", "ä".as_bytes().to_vec()).await
}

/// One driver would fail with another error than the other (D-85).
async fn text_that_is_not_utf8_is_refused(fix: Fixture) -> Result<()> {
    table(
        &fix,
        &[("LONGBLOB", "x'61ff62'"), ("VARCHAR(9) CHARACTER SET latin1", "x'61e4'"), ("BINARY(4)", "x'61'")],
    )?;
    refuses::<String>(&fix, "c0 FROM strange", "UTF-8").await;
    reads(&fix, "c0 FROM strange", vec![0x61_u8, 0xff, 0x62]).await?;
    reads(&fix, "c1 FROM strange", "aä".to_owned()).await?;
    reads(&fix, "c2 FROM strange", "a\0\0\0".to_owned()).await
}

/// Enums, sets and lengths of text (D-38).
async fn texts_of_other_types_are_texts(fix: Fixture) -> Result<()> {
    table(
        &fix,
        &[
            ("ENUM('fine', 'schön') CHARACTER SET utf8mb4", "'schön'"),
            ("SET('a', 'b')", "'b,a'"),
            ("CHAR(5)", "'ab'"),
            ("TINYTEXT", "'x'"),
            ("MEDIUMTEXT", "NULL"),
        ],
    )?;
    for (column, expected) in [("c0", "schön"), ("c1", "a,b"), ("c2", "ab"), ("c3", "x")] {
        reads(&fix, &format!("{column} FROM strange"), expected.to_owned()).await?;
    }
    reads(&fix, "c4 FROM strange", None::<String>).await?;
    refuses::<String>(&fix, "c4 FROM strange", "Option").await;
    refuses::<i64>(&fix, "c0 FROM strange", "expected i64").await;
    Ok(())
}

/// At some of them one driver panics.
async fn types_that_no_field_has_are_refused(fix: Fixture) -> Result<()> {
    for other in ["POINT(1, 2)", "ST_GeomFromText('LINESTRING(0 0, 1 1)')"] {
        refuses::<i64>(&fix, other, "cast it in the query").await;
        refuses::<Vec<u8>>(&fix, other, "cast it in the query").await;
    }
    reads(&fix, "ST_AsText(POINT(1, 2))", "POINT(1 2)".to_owned()).await
}
