//! What other programs have written on PostgreSQL: read as it was meant, or refused; never something else.

use super::reading::{reads, refuses};
use crate::{
    Case, Fixture, case,
    models::{MaybeKinds, NewTag, Tag},
};
use chrono::{DateTime, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use segue::{Engine, Result, prelude::*};
use serde_json::{Value as Json, json};

pub(super) fn cases() -> Vec<Case> {
    let all = [
        case!(infinities_are_no_dates),
        case!(not_every_number_is_a_decimal),
        case!(decimals_keep_all_their_digits),
        case!(twenty_four_o_clock_is_no_time),
        case!(texts_of_other_types_are_texts),
        case!(padding_is_read_and_not_compared),
        case!(numbers_of_other_types_are_never_cut),
        case!(types_are_not_mistaken_for_others),
        case!(types_that_no_field_has_are_refused),
        case!(moments_with_a_zone_are_none_without),
        case!(json_of_both_kinds),
    ];
    all.map(|case| case.on(&[Engine::Postgres])).to_vec()
}

/// A row in which one column holds what `value` is.
fn keeping(fix: &Fixture, column: &str, value: &str) -> Result<()> {
    fix.place().neutral()?.execute(&format!(
        "DELETE FROM maybe_kinds; INSERT INTO maybe_kinds (id, {column}) VALUES (1, {value})"
    ))
}

/// One driver would panic, the other read another date (D-33).
async fn infinities_are_no_dates(fix: Fixture) -> Result<()> {
    for (column, value, why) in [
        ("date", "'infinity'", "an infinity"),
        ("date", "'-infinity'", "an infinity"),
        ("date", "'5874897-12-31'", "too far away"),
        ("moment", "'infinity'", "an infinity"),
        ("moment", "'294276-12-31'", "too far away"),
        ("instant", "'-infinity'", "an infinity"),
    ] {
        keeping(&fix, column, value)?;
        let error = fix.fails(MaybeKinds::objects().get(fix.db()), ErrorKind::Decode).await;
        assert_eq!((error.table(), error.column()), (Some("maybe_kinds"), Some(column)));
        assert!(error.to_string().contains(why), "{error}");
    }
    reads(&fix, "'infinity'::date::text", "infinity".to_owned()).await?;
    let early = fix.run(raw("SELECT '0001-01-01'::timestamp").read_only().get(fix.db())).await?;
    assert_eq!(Some(early), orm_api::value::parse_datetime("0001-01-01 00:00:00"));
    Ok(())
}

/// NaN, which a column of decimals can hold, and infinities, which one without places can (D-34).
async fn not_every_number_is_a_decimal(fix: Fixture) -> Result<()> {
    keeping(&fix, "exact", "'NaN'")?;
    let error = fix.fails(MaybeKinds::objects().get(fix.db()), ErrorKind::Decode).await;
    assert_eq!(error.column(), Some("exact"));
    assert!(error.to_string().contains("NaN"), "{error}");
    for infinity in ["'Infinity'::numeric", "'-Infinity'::numeric"] {
        refuses::<Decimal>(&fix, infinity, "an infinity").await;
    }
    refuses::<Decimal>(&fix, "1e30::numeric", "more digits").await;
    refuses::<Decimal>(&fix, "1.0::float8", "expected decimal").await;
    Ok(())
}

/// Neither the places of a literal nor those of another program's column round what is read (D-35).
async fn decimals_keep_all_their_digits(fix: Fixture) -> Result<()> {
    for (number, expected) in [
        ("1.10", "1.100000"),
        ("-0.5", "-0.500000"),
        ("7", "7.000000"),
        ("1.23456789", "1.23456789"),
        ("0.0000000000000000000000000001", "0.0000000000000000000000000001"),
        ("79228162514264337593543950335", "79228162514264337593543950335"),
        ("1.10000000000", "1.100000"),
    ] {
        let read: Decimal =
            fix.run(raw(format!("SELECT {number}::numeric")).read_only().get(fix.db())).await?;
        assert_eq!(read.to_string(), expected);
    }
    fix.place().neutral()?.execute("ALTER TABLE maybe_kinds ALTER COLUMN exact TYPE numeric")?;
    keeping(&fix, "exact", "1.23456789")?;
    let read = fix.run(MaybeKinds::objects().values_flat(MaybeKinds::exact).get(fix.db())).await?;
    assert_eq!(read, Some(Decimal::new(123_456_789, 8)));
    Ok(())
}

/// One driver would read midnight, 24 hours too early (D-59).
async fn twenty_four_o_clock_is_no_time(fix: Fixture) -> Result<()> {
    let time = MaybeKinds::objects().values_flat(MaybeKinds::time);
    keeping(&fix, "time", "'24:00:00'")?;
    let error = fix.fails(time.get(fix.db()), ErrorKind::Decode).await;
    assert!(error.to_string().contains("24:00:00"), "{error}");
    keeping(&fix, "time", "'23:59:59.999999'")?;
    let last = NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999);
    assert_eq!(fix.run(time.get(fix.db())).await?, last);
    Ok(())
}

/// Enums, domains, and the server's own small types; one driver reads none of them as a text (D-38).
async fn texts_of_other_types_are_texts(fix: Fixture) -> Result<()> {
    fix.place().neutral()?.execute(
        "CREATE TYPE mood AS ENUM ('fine', 'schön'); CREATE DOMAIN word AS varchar(9) CHECK (value <> '')",
    )?;
    for (expression, expected) in [
        ("'schön'::mood", "schön"),
        ("'so'::word", "so"),
        ("'x'::\"char\"", "x"),
        ("'pg_class'::name", "pg_class"),
        ("'ä'::varchar(3)", "ä"),
        ("'{\"a\":1}'::json", "{\"a\":1}"),
    ] {
        reads(&fix, expression, expected.to_owned()).await?;
    }
    reads(&fix, "NULL::mood", None::<String>).await?;
    refuses::<i64>(&fix, "'fine'::mood", "expected i64").await;
    refuses::<String>(&fix, "'\\x6162'::bytea", "expected text").await;
    Ok(())
}

/// `CHAR(n)` comes with its blanks, and compares without them, whatever a parameter is declared as (D-39).
async fn padding_is_read_and_not_compared(fix: Fixture) -> Result<()> {
    fix.place().neutral()?.execute("ALTER TABLE tag ALTER COLUMN code TYPE char(5)")?;
    let new = NewTag { code: "ab".into(), label: "x".into() };
    assert_eq!(fix.run(Tag::objects().create(fix.db(), new)).await?.code, "ab   ");
    let found = |code: &str| Tag::objects().by_pk(code).values_flat(Tag::code).all(fix.db());
    assert_eq!(fix.run(found("ab")).await?, ["ab   "]);
    assert_eq!(fix.run(found("ab   ")).await?.len(), 0);
    let listed = Tag::objects().filter(Tag::code.is_in(["ab", "c"]));
    assert_eq!(fix.run(listed.count(fix.db())).await?, 1);
    Ok(())
}

/// One driver looks at their lengths alone: `1.0::float4` would be the integer 1,065,353,216 (D-37).
async fn numbers_of_other_types_are_never_cut(fix: Fixture) -> Result<()> {
    reads(&fix, "7::int2", 7_i64).await?;
    reads(&fix, "7::int8", 7_i16).await?;
    reads(&fix, "7::oid", 7_i32).await?;
    reads(&fix, "0.1::float4", f64::from(0.1_f32)).await?;
    reads(&fix, "0.5::float8", 0.5_f32).await?;
    reads(&fix, "7::int8", 7.0_f64).await?;
    refuses::<i16>(&fix, "32768::int8", "32768").await;
    refuses::<i32>(&fix, "2147483648::int8", "2147483648").await;
    refuses::<i32>(&fix, "1.0::float4", "float").await;
    refuses::<i64>(&fix, "1.0::float8", "float").await;
    refuses::<i64>(&fix, "sum(x) FROM (VALUES (1::int8)) AS t(x)", "decimal").await;
    refuses::<f32>(&fix, "0.1::float8", "0.1").await;
    refuses::<f64>(&fix, "9007199254740993::int8", "9007199254740993").await;
    refuses::<f64>(&fix, "1.5::numeric", "decimal").await;
    Ok(())
}

/// Whatever their bytes look like (D-37).
async fn types_are_not_mistaken_for_others(fix: Fixture) -> Result<()> {
    reads(&fix, "1::int4", true).await?;
    refuses::<bool>(&fix, "2::int4", "expected bool").await;
    refuses::<bool>(&fix, "'t'::text", "expected bool").await;
    refuses::<i32>(&fix, "true", "expected i32").await;
    refuses::<i32>(&fix, "'2026-11-22'::date", "expected i32").await;
    refuses::<i64>(&fix, "'2026-11-22'::timestamp", "expected i64").await;
    refuses::<i64>(&fix, "'7'::text", "expected i64").await;
    refuses::<String>(&fix, "7", "expected text").await;
    refuses::<Vec<u8>>(&fix, "'ab'::text", "expected bytes").await;
    refuses::<NaiveTime>(&fix, "'2026-11-22'::timestamp", "expected time").await;
    refuses::<uuid::Uuid>(&fix, "'\\x00'::bytea", "expected uuid").await;
    refuses::<Json>(&fix, "'{'::text", "expected").await;
    Ok(())
}

/// With what helps; their text is one of them (D-37, D-58).
async fn types_that_no_field_has_are_refused(fix: Fixture) -> Result<()> {
    for other in
        ["'1 day'::interval", "point(1, 2)", "B'101'", "'{1,2}'::int4[]", "'::1'::inet", "'18:30+02'::timetz"]
    {
        refuses::<i64>(&fix, other, "cast it in the query").await;
        refuses::<String>(&fix, other, "cast it in the query").await;
    }
    reads(&fix, "'{1,2}'::int4[]::text", "{1,2}".to_owned()).await
}

/// One driver reads either as the other (D-40). What has no zone is in UTC, as Segue's sessions are.
async fn moments_with_a_zone_are_none_without(fix: Fixture) -> Result<()> {
    let moment = DateTime::from_timestamp(1_795_372_200, 500_000_000).unwrap_or_default();
    reads(&fix, "'2026-11-22 20:30:00.5+02'::timestamptz", moment).await?;
    reads(&fix, "'2026-11-22 18:30:00.5'::timestamp", moment.naive_utc()).await?;
    reads(&fix, "'2026-11-22 18:30:00.5'::timestamp", moment).await?;
    refuses::<NaiveDateTime>(&fix, "'2026-11-22 18:30:00.5Z'::timestamptz", "expected date-time").await;
    refuses::<DateTime<Utc>>(&fix, "'2026-11-22'::date", "expected timestamp").await;
    Ok(())
}

/// `json` keeps its text, `jsonb` what it means; JSON's null is a value, and NULL is none (D-57).
async fn json_of_both_kinds(fix: Fixture) -> Result<()> {
    let twice = r#"'{"b": 1, "a": [2.5, "x"], "b": 3}'"#;
    for kind in ["json", "jsonb"] {
        reads(&fix, &format!("{twice}::{kind}"), json!({"a": [2.5, "x"], "b": 3})).await?;
        reads(&fix, &format!("'null'::{kind}"), Some(Json::Null)).await?;
        reads(&fix, &format!("NULL::{kind}"), None::<Json>).await?;
    }
    reads(&fix, &format!("{twice}::json"), twice.trim_matches('\'').to_owned()).await?;
    reads(&fix, &format!("{twice}::jsonb"), r#"{"a": [2.5, "x"], "b": 3}"#.to_owned()).await
}
