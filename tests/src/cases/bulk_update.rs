//! Changing many rows, each to values of its own.

use super::data::{artist, begins, shop};
use crate::{
    Case, Fixture, case,
    models::{Album, Artist, MaybeKinds, NewTag, Shade, Size, Tag},
};
use chrono::{NaiveDate, NaiveTime, TimeZone, Utc};
use rust_decimal::Decimal;
use segue::{Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(each_row_gets_its_own_values).snapshot(),
        case!(every_type_is_kept).snapshot(),
        case!(keys_that_are_texts_are_found),
        case!(a_table_called_as_the_list_is_updated),
        case!(several_statements_are_one_transaction),
        case!(a_failure_changes_nothing),
        case!(inside_a_transaction_a_failure_leaves_it_usable),
        case!(what_makes_no_sense_is_refused),
        case!(nothing_to_change_sends_nothing),
    ]
}

/// One statement; rows that are gone are not counted, rows that stay as they are, are.
async fn each_row_gets_its_own_values(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    fix.forget();
    let mut artists = fix.run(Artist::objects().order_by(Artist::id).all(fix.db())).await?;
    for (number, artist) in artists.iter_mut().enumerate().skip(1) {
        artist.name = format!("number {number}");
        artist.country = (number % 2 == 0).then(|| "Norway".to_owned());
    }
    let gone = Artist { id: 4711, ..artists[0].clone() };
    let all = artists.iter().chain([&gone]);
    let changed = Artist::objects().bulk_update(fix.db(), all, (Artist::name, Artist::country));
    assert_eq!(fix.run(changed).await?, artists.len() as u64);
    fix.capture().assert_num_queries(2);
    assert_eq!(fix.run(Artist::objects().order_by(Artist::id).all(fix.db())).await?, artists);
    Ok(())
}

/// Numbers, times, bytes and documents go through the list as they do through a single update, NULL before and after values.
async fn every_type_is_kept(fix: Fixture) -> Result<()> {
    fix.place().neutral()?.execute("INSERT INTO maybe_kinds (id) VALUES (1), (2), (3)")?;
    let mut rows = fix.run(MaybeKinds::objects().order_by(MaybeKinds::id).all(fix.db())).await?;
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap_or_default();
    let time = NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap_or_default();
    rows[1] = MaybeKinds {
        id: 2,
        flag: Some(true),
        small: Some(i16::MIN),
        medium: Some(i32::MAX),
        large: Some(i64::MIN),
        single: Some(0.1),
        double: Some(-1.0e300),
        // Longer than a column that MySQL makes for a bare placeholder.
        text: Some("Müller \u{1F980} 'quoted'".repeat(5_000)),
        bytes: Some([0, 255, 39].repeat(30_000)),
        exact: Some(Decimal::new(-123_456_789_012_345_678, 6)),
        date: Some(day),
        time: Some(time),
        moment: Some(day.and_time(time)),
        instant: Utc.timestamp_micros(1).single(),
        uuid: Some(uuid::Uuid::from_u128(7)),
        json: Some(serde_json::json!({"a": [1, null, "x"]})),
        size: Some(Json(Size { width: 3, height: None })),
        shade: Some(Shade::White),
    };
    let all = MaybeKinds::objects();
    let numbers = (
        MaybeKinds::flag,
        MaybeKinds::small,
        MaybeKinds::medium,
        MaybeKinds::large,
        MaybeKinds::single,
        MaybeKinds::double,
        MaybeKinds::exact,
    );
    assert_eq!(fix.run(all.bulk_update(fix.db(), &rows, numbers)).await?, 3);
    let times = (MaybeKinds::date, MaybeKinds::time, MaybeKinds::moment, MaybeKinds::instant);
    assert_eq!(fix.run(all.bulk_update(fix.db(), &rows, times)).await?, 3);
    let texts = (
        MaybeKinds::text,
        MaybeKinds::bytes,
        MaybeKinds::uuid,
        MaybeKinds::json,
        MaybeKinds::size,
        MaybeKinds::shade,
    );
    assert_eq!(fix.run(all.bulk_update(fix.db(), &rows, texts)).await?, 3);
    assert_eq!(fix.run(all.order_by(MaybeKinds::id).all(fix.db())).await?, rows);
    // The other way round: what was there first gives way to NULL.
    let text = rows[1].text.take();
    rows[0].text = text;
    assert_eq!(fix.run(MaybeKinds::objects().bulk_update(fix.db(), &rows, MaybeKinds::text)).await?, 3);
    assert_eq!(fix.run(MaybeKinds::objects().order_by(MaybeKinds::id).all(fix.db())).await?, rows);
    Ok(())
}

fn tags(count: usize) -> Vec<NewTag> {
    (0..count).map(|number| NewTag { code: format!("t{number}"), label: "x".into() }).collect()
}

/// And told apart by case and accents, as everywhere.
async fn keys_that_are_texts_are_found(fix: Fixture) -> Result<()> {
    let codes = ["é", "e", "E"].map(|code| NewTag { code: code.into(), label: "x".into() });
    let mut made = fix.run(Tag::objects().bulk_create(fix.db(), codes)).await?;
    made.iter_mut().for_each(|tag| tag.label = format!("of {}", tag.code));
    assert_eq!(fix.run(Tag::objects().bulk_update(fix.db(), &made, (Tag::label,))).await?, 3);
    let found = fix.run(Tag::objects().order_by(Tag::code).all(fix.db())).await?;
    assert!(found.iter().all(|tag| tag.label == format!("of {}", tag.code)), "{found:?}");
    Ok(())
}

#[derive(Model, Clone, Debug, PartialEq)]
#[model(table = "given")]
struct Given {
    #[field(primary_key)]
    id: i64,
    key: i32,
}

/// The statement calls its list of new values so, and their keys `key`.
async fn a_table_called_as_the_list_is_updated(fix: Fixture) -> Result<()> {
    fix.run(create_tables(fix.db(), &[Given::def()])).await?;
    let rows = [(1, 10), (2, 20)].map(|(id, key)| NewGiven { id, key });
    let mut made = fix.run(Given::objects().bulk_create(fix.db(), rows)).await?;
    made.iter_mut().for_each(|row| row.key += 1);
    assert_eq!(fix.run(Given::objects().bulk_update(fix.db(), &made, Given::key)).await?, 2);
    assert_eq!(fix.run(Given::objects().order_by(Given::id).all(fix.db())).await?, made);
    Ok(())
}

/// A thousand rows a statement; several are put into a transaction.
async fn several_statements_are_one_transaction(fix: Fixture) -> Result<()> {
    let mut made = fix.quiet(Tag::objects().bulk_create(fix.db(), tags(1_003))).await?;
    made.iter_mut().for_each(|tag| tag.label = tag.code.clone());
    fix.forget();
    let changed = fix.quiet(Tag::objects().bulk_update(fix.db(), &made, Tag::label)).await?;
    assert_eq!(changed, 1_003);
    let texts = fix.capture().texts();
    let texts = &texts[texts.len() - 4..];
    assert_eq!([&*texts[0], &*texts[3]], [begins(&fix), "COMMIT"]);
    let wrong = fix.place().neutral()?.value("SELECT count(*) FROM tag WHERE label <> code")?;
    assert_eq!(wrong, "0");
    fix.forget();
    Ok(())
}

/// One value that is refused leaves all rows as they were, those of an earlier statement too.
async fn a_failure_changes_nothing(fix: Fixture) -> Result<()> {
    let names: Vec<_> = (0..1_002).map(|number| artist(&format!("a{number}"), None)).collect();
    let mut made = fix.quiet(Artist::objects().bulk_create(fix.db(), names)).await?;
    made.iter_mut().for_each(|artist| artist.country = Some("Chile".into()));
    made[1_001].name = "a0".into();
    let both = (Artist::name, Artist::country);
    fix.fails(Artist::objects().bulk_update(fix.db(), &made, both), ErrorKind::UniqueViolation).await;
    let left = Artist::objects().filter(Artist::country.is_not_null()).count(fix.db());
    assert_eq!(fix.quiet(left).await?, 0);
    fix.forget();
    Ok(())
}

/// Outside of PostgreSQL's way to fail a transaction: the values are looked at before anything is sent.
async fn inside_a_transaction_a_failure_leaves_it_usable(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    fix.forget();
    let mut albums = fix.run(Album::objects().order_by(Album::id).all(fix.db())).await?;
    let tx = fix.quiet(fix.db().begin()).await?;
    albums[0].price = Decimal::new(12_345, 3);
    let refused = Album::objects().bulk_update(&tx, &albums, Album::price);
    let error = fix.fails(refused, ErrorKind::InvalidValue).await;
    assert_eq!((error.table(), error.column()), (Some("album"), Some("price")));
    albums[0].price = Decimal::new(12_34, 2);
    let changed = Album::objects().bulk_update(&tx, &albums, Album::price);
    assert_eq!(fix.run(changed).await?, albums.len() as u64);
    fix.quiet(tx.commit()).await?;
    assert_eq!(fix.run(Album::objects().order_by(Album::id).all(fix.db())).await?, albums);
    Ok(())
}

/// With words that say what to do instead, and nothing sent.
async fn what_makes_no_sense_is_refused(fix: Fixture) -> Result<()> {
    let one = Tag { code: "a".into(), label: "x".into() };
    let tags = Tag::objects();
    let refused = [
        (tags.bulk_update(fix.db(), [&one], Tag::code), "cannot change Tag::code"),
        (tags.bulk_update(fix.db(), [&one], (Tag::label, Tag::label)), "Tag::label twice"),
        (tags.bulk_update(fix.db(), [&one, &one], Tag::label), "the primary key"),
        (tags.clone().filter(Tag::label.eq("x")).bulk_update(fix.db(), [&one], Tag::label), "finds its rows"),
        (tags.clone().limit(1).bulk_update(fix.db(), [&one], Tag::label), "finds its rows"),
    ];
    for (op, words) in refused {
        let error = fix.fails(op, ErrorKind::Usage).await;
        assert!(error.to_string().contains(words), "{error}");
    }
    fix.capture().assert_num_queries(0);
    Ok(())
}

/// No model, no statement.
async fn nothing_to_change_sends_nothing(fix: Fixture) -> Result<()> {
    assert_eq!(fix.run(Tag::objects().bulk_update(fix.db(), [], Tag::label)).await?, 0);
    fix.capture().assert_num_queries(0);
    Ok(())
}
