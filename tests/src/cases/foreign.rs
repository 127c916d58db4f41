//! What other programs have written on SQLite, which keeps anything in any column: read as it was meant, or refused; never something else.

use crate::{
    Case, Fixture, case,
    models::{Kinds, MaybeKinds},
};
use chrono::{DateTime, NaiveDateTime};
use segue::{Engine, Op, Result, prelude::*};
use std::fmt::Debug;

pub(super) fn cases() -> Vec<Case> {
    let all = [
        case!(integers_are_never_cut),
        case!(text_is_no_number),
        case!(booleans_are_zero_and_one),
        case!(null_is_never_zero),
        case!(a_number_is_no_point_in_time),
        case!(foreign_forms_of_a_moment_are_read),
        case!(floats_that_look_like_integers_are_floats),
        case!(decimals_are_read_exactly_or_not_at_all),
        case!(text_that_is_not_utf8_is_refused),
        case!(a_nul_inside_a_text_is_read_as_it_is),
        case!(uuids_in_both_forms),
        case!(json_must_be_json),
        case!(a_type_of_ones_own_says_what_it_is_not),
        case!(moments_are_written_in_one_form),
        case!(an_error_names_table_column_and_what_was_found),
    ];
    all.map(|case| case.on(&[Engine::Sqlite])).to_vec()
}

/// A table without any type, with `value` in one column.
fn keeping(fix: &Fixture, column: &str, value: &str) -> Result<()> {
    fix.place().neutral()?.execute(&format!(
        "DROP TABLE kinds; CREATE TABLE kinds (id INTEGER PRIMARY KEY, flag, small, medium, large, single, double, \
         text, short, bytes, exact, number, date, time, moment, instant, uuid, json, size, shade); \
         INSERT INTO kinds (id, {column}) VALUES (1, {value})"
    ))
}

/// The only value of a column.
macro_rules! read {
    ($fix:ident, $field:ident) => {
        Kinds::objects().values_flat(Kinds::$field).get($fix.db())
    };
}

async fn refuses<T: Debug + Send + 'static>(fix: &Fixture, op: Op<T>, found: &str) {
    let error = fix.fails(op, ErrorKind::Decode).await;
    assert!(error.to_string().contains(found), "{error}");
}

/// One driver would keep the low bits (D-09).
async fn integers_are_never_cut(fix: Fixture) -> Result<()> {
    keeping(&fix, "small", "32768")?;
    refuses(&fix, read!(fix, small), "32768").await;
    keeping(&fix, "small", "-32768")?;
    assert_eq!(fix.run(read!(fix, small)).await?, -32768);
    keeping(&fix, "medium", "2147483648")?;
    refuses(&fix, read!(fix, medium), "2147483648").await;
    keeping(&fix, "large", "9223372036854775808")?;
    refuses(&fix, read!(fix, large), "float").await;
    keeping(&fix, "large", "1.0")?;
    refuses(&fix, read!(fix, large), "float").await;
    Ok(())
}

/// One driver would read 0 (D-10).
async fn text_is_no_number(fix: Fixture) -> Result<()> {
    keeping(&fix, "large", "'abc'")?;
    refuses(&fix, read!(fix, large), "abc").await;
    keeping(&fix, "large", "'7'")?;
    refuses(&fix, read!(fix, large), "\"7\"").await;
    keeping(&fix, "double", "'1.5'")?;
    refuses(&fix, read!(fix, double), "1.5").await;
    keeping(&fix, "text", "7")?;
    refuses(&fix, read!(fix, text), "7").await;
    keeping(&fix, "bytes", "'abc'")?;
    refuses(&fix, read!(fix, bytes), "abc").await;
    Ok(())
}

/// Nothing else is true or false (D-11).
async fn booleans_are_zero_and_one(fix: Fixture) -> Result<()> {
    for (stored, expected) in [("0", false), ("1", true)] {
        keeping(&fix, "flag", stored)?;
        assert_eq!(fix.run(read!(fix, flag)).await?, expected);
    }
    for other in ["2", "-1", "'true'", "1.0"] {
        keeping(&fix, "flag", other)?;
        refuses(&fix, read!(fix, flag), "expected bool").await;
    }
    Ok(())
}

/// Nor an empty text, false, or no bytes (D-01); in an `Option` it is `None`.
async fn null_is_never_zero(fix: Fixture) -> Result<()> {
    keeping(&fix, "text", "NULL")?;
    refuses(&fix, read!(fix, flag), "Option").await;
    refuses(&fix, read!(fix, small), "Option").await;
    refuses(&fix, read!(fix, large), "Option").await;
    refuses(&fix, read!(fix, single), "Option").await;
    refuses(&fix, read!(fix, double), "Option").await;
    refuses(&fix, read!(fix, text), "Option").await;
    refuses(&fix, read!(fix, bytes), "Option").await;
    refuses(&fix, read!(fix, exact), "Option").await;
    refuses(&fix, read!(fix, date), "Option").await;
    refuses(&fix, read!(fix, instant), "Option").await;
    refuses(&fix, read!(fix, uuid), "Option").await;
    refuses(&fix, read!(fix, json), "Option").await;
    refuses(&fix, Kinds::objects().get(fix.db()), "kinds.flag").await;
    fix.place().neutral()?.execute("INSERT INTO maybe_kinds (id) VALUES (1)")?;
    let row = fix.run(MaybeKinds::objects().get(fix.db())).await?;
    assert_eq!((row.flag, row.double, row.text, row.bytes, row.json), (None, None, None, None, None));
    Ok(())
}

/// One driver would take it for a Julian day, the other for seconds (D-04, D-05).
async fn a_number_is_no_point_in_time(fix: Fixture) -> Result<()> {
    for number in ["0", "1700000000", "2440587.5", "2440586.25"] {
        keeping(&fix, "instant", number)?;
        refuses(&fix, read!(fix, instant), "expected timestamp").await;
        keeping(&fix, "moment", number)?;
        refuses(&fix, read!(fix, moment), "expected date-time").await;
        keeping(&fix, "date", number)?;
        refuses(&fix, read!(fix, date), "expected date").await;
        keeping(&fix, "time", number)?;
        refuses(&fix, read!(fix, time), "expected time").await;
    }
    Ok(())
}

/// Both drivers' own forms, and SQLite's, are the same moment (D-02, D-03); fractions are kept to the nanosecond that
/// is there (D-16).
async fn foreign_forms_of_a_moment_are_read(fix: Fixture) -> Result<()> {
    let expected = DateTime::from_timestamp(1_795_372_200, 500_000_000).unwrap_or_default();
    for form in [
        "2026-11-22 18:30:00.5",
        "2026-11-22T18:30:00.500",
        "2026-11-22 18:30:00.5+00:00",
        "2026-11-22 20:30:00.5+02:00",
        "2026-11-22T20:30:00.5+02:00",
        "2026-11-22T18:30:00.5Z",
    ] {
        keeping(&fix, "instant", &format!("'{form}'"))?;
        assert_eq!(fix.run(read!(fix, instant)).await?, expected, "{form}");
    }
    keeping(&fix, "moment", "'2026-11-22T18:30:00.123456789'")?;
    let read = fix.run(read!(fix, moment)).await?;
    assert_eq!(read.and_utc().timestamp_subsec_nanos(), 123_456_789);
    for nonsense in ["2026-13-01 00:00:00", "yesterday", "", "2026-11-22"] {
        keeping(&fix, "moment", &format!("'{nonsense}'"))?;
        refuses(&fix, read!(fix, moment), "expected date-time").await;
    }
    let early: Option<NaiveDateTime> = orm_api::value::parse_datetime("0001-01-01 00:00:00");
    keeping(&fix, "moment", "'0001-01-01 00:00:00'")?;
    assert_eq!(Some(fix.run(read!(fix, moment)).await?), early);
    Ok(())
}

/// With a space, in UTC, so that texts compare as the moments do, whoever wrote them (D-02, D-03).
async fn moments_are_written_in_one_form(fix: Fixture) -> Result<()> {
    fix.place().neutral()?.execute(
        "INSERT INTO maybe_kinds (id, instant) VALUES (1, '2026-11-22 18:30:00'), (2, '2026-11-22 18:30:00.500000')",
    )?;
    let instant = DateTime::from_timestamp(1_795_372_200, 250_000_000).unwrap_or_default();
    let query = MaybeKinds::objects().filter(MaybeKinds::instant.gt(instant)).values_flat(MaybeKinds::id);
    assert_eq!(fix.run(query.all(fix.db())).await?, [2]);
    fix.run(MaybeKinds::objects().by_pk(1).update(fix.db(), MaybeKinds::instant.set(instant))).await?;
    let stored = fix.place().neutral()?.value("SELECT instant FROM maybe_kinds WHERE id = 1")?;
    assert_eq!(stored, "2026-11-22 18:30:00.250000");
    Ok(())
}

/// SQLite keeps `5.0` as an integer in a NUMERIC column; one driver refuses just such rows (D-06, D-07).
async fn floats_that_look_like_integers_are_floats(fix: Fixture) -> Result<()> {
    keeping(&fix, "double", "5")?;
    assert_eq!(fix.run(read!(fix, double)).await?, 5.0);
    keeping(&fix, "single", "5")?;
    assert_eq!(fix.run(read!(fix, single)).await?, 5.0);
    keeping(&fix, "double", "9007199254740993")?;
    refuses(&fix, read!(fix, double), "9007199254740993").await;
    keeping(&fix, "single", "0.1")?;
    refuses(&fix, read!(fix, single), "0.1").await;
    let sum: f64 =
        fix.run(raw("SELECT COALESCE(SUM(double), 0) FROM maybe_kinds").read_only().get(fix.db())).await?;
    assert_eq!(sum, 0.0);
    Ok(())
}

/// In the unit of the column, or as SQLite's own number; a float among units is no decimal (D-06, D-08).
async fn decimals_are_read_exactly_or_not_at_all(fix: Fixture) -> Result<()> {
    keeping(&fix, "exact", "1234567")?;
    assert_eq!(fix.run(read!(fix, exact)).await?.to_string(), "1.234567");
    for other in ["1.5", "'1.5'", "x'00'"] {
        keeping(&fix, "exact", other)?;
        refuses(&fix, read!(fix, exact), "expected decimal").await;
    }
    for (stored, expected) in [("5", "5.0000"), ("5.25", "5.2500"), ("0.1", "0.1000"), ("-0.0001", "-0.0001")]
    {
        keeping(&fix, "number", stored)?;
        assert_eq!(fix.run(read!(fix, number)).await?.to_string(), expected);
    }
    Ok(())
}

/// One driver would put a U+FFFD in its place (D-13).
async fn text_that_is_not_utf8_is_refused(fix: Fixture) -> Result<()> {
    keeping(&fix, "text", "CAST(x'61ff62' AS TEXT)")?;
    refuses(&fix, read!(fix, text), "UTF-8").await;
    let bytes = raw("SELECT CAST(text AS BLOB) FROM kinds").read_only();
    assert_eq!(fix.run(bytes.get::<Vec<u8>>(fix.db())).await?, [0x61, 0xff, 0x62]);
    Ok(())
}

/// Segue refuses to write one; what is there is not cut (D-14).
async fn a_nul_inside_a_text_is_read_as_it_is(fix: Fixture) -> Result<()> {
    keeping(&fix, "text", "CAST(x'610062' AS TEXT)")?;
    assert_eq!(fix.run(read!(fix, text)).await?, "a\0b");
    Ok(())
}

/// Hyphenated text is written; what one driver writes, 16 bytes, is read too (D-29).
async fn uuids_in_both_forms(fix: Fixture) -> Result<()> {
    let expected = uuid::Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8);
    for form in [
        "'67e55044-10b1-426f-9247-bb680e5fe0c8'",
        "x'67e5504410b1426f9247bb680e5fe0c8'",
        "'67e5504410b1426f9247bb680e5fe0c8'",
    ] {
        keeping(&fix, "uuid", form)?;
        assert_eq!(fix.run(read!(fix, uuid)).await?, expected, "{form}");
    }
    keeping(&fix, "uuid", "'67e55044'")?;
    refuses(&fix, read!(fix, uuid), "expected uuid").await;
    Ok(())
}

/// JSON's null is a value; what is no JSON is refused.
async fn json_must_be_json(fix: Fixture) -> Result<()> {
    keeping(&fix, "json", "'null'")?;
    assert_eq!(fix.run(read!(fix, json)).await?, serde_json::Value::Null);
    keeping(&fix, "json", "'{\"a\": [1, 2.5, \"x\"]}'")?;
    assert_eq!(fix.run(read!(fix, json)).await?, serde_json::json!({"a": [1, 2.5, "x"]}));
    for other in ["''", "'{'", "7"] {
        keeping(&fix, "json", other)?;
        refuses(&fix, read!(fix, json), "expected").await;
    }
    keeping(&fix, "size", "'{\"width\": -1}'")?;
    refuses(&fix, read!(fix, size), "u32").await;
    Ok(())
}

/// What its `from_base` says is in the message.
async fn a_type_of_ones_own_says_what_it_is_not(fix: Fixture) -> Result<()> {
    keeping(&fix, "shade", "'grey'")?;
    refuses(&fix, read!(fix, shade), "`grey` is no shade").await;
    Ok(())
}

/// In a model's row.
async fn an_error_names_table_column_and_what_was_found(fix: Fixture) -> Result<()> {
    fix.place().neutral()?.execute("INSERT INTO tag VALUES ('a', x'00ff')")?;
    let error = fix.fails(crate::models::Tag::objects().all(fix.db()), ErrorKind::Decode).await;
    assert_eq!((error.table(), error.column()), (Some("tag"), Some("label")));
    assert!(error.to_string().contains("2 bytes") && error.to_string().contains("Tag.label"), "{error}");
    Ok(())
}
