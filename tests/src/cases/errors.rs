//! Failures: the same kind, with the same details, in every mode.

use super::data::{album, artist, cents, shop, to_create, track};
use crate::{
    Case, Fixture, case,
    models::{Album, Artist, NewTag, Tag, Track},
};
use orm_api::backend::Location;
use segue::{Engine, Outcome, Result, model::NewModel, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(a_unique_violation_names_table_and_column).snapshot(),
        case!(a_foreign_key_violation),
        case!(a_restricted_deletion_is_a_foreign_key_violation),
        case!(not_null_and_check_violations),
        case!(what_a_column_cannot_keep_is_refused_before_it_is_sent),
        case!(a_missing_table_is_named),
        case!(errors_say_where_they_were_called),
        case!(a_failed_statement_leaves_the_connection_usable).tuned(|options| {
            options.settings.pool.max_connections = 1;
        }),
        case!(a_file_that_cannot_be_opened).on(&[Engine::Sqlite]),
        case!(a_database_that_is_only_read).on(&[Engine::Sqlite]),
        case!(a_full_database_rolls_back)
            .on(&[Engine::Sqlite])
            .tuned(|options| options.settings.pool.max_connections = 1),
        case!(a_lock_of_another_process_is_busy).on(&[Engine::Sqlite]).tuned(|options| {
            options.settings.sqlite.busy_timeout = std::time::Duration::from_millis(20);
        }),
        case!(dividing_decimals_is_a_capability),
    ]
}

/// As far as the database names them: SQLite the columns, PostgreSQL the constraint and its table, MariaDB the key. Nothing was
/// done.
async fn a_unique_violation_names_table_and_column(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let again = Artist::objects().create(fix.db(), artist("Björk", None));
    let error = fix.fails(again, ErrorKind::UniqueViolation).await;
    assert!(error.is_unique_violation());
    assert_eq!(named(&error), unique(&fix, "name", "artist_name_key", "name"));
    assert_eq!((error.retry().outcome, error.retry().worthwhile), (Outcome::NotDone, false));
    let key = Artist::objects().create(fix.db(), artist("New", None).with(Artist::id, 1));
    let error = fix.fails(key, ErrorKind::UniqueViolation).await;
    assert_eq!(named(&error), unique(&fix, "id", "artist_pkey", "PRIMARY"));
    Ok(())
}

type Named<'e> = (Option<&'e str>, Option<&'e str>, Option<&'e str>);

/// Table, constraint and column.
fn named(error: &Error) -> Named<'_> {
    (error.table(), error.constraint(), error.column())
}

/// What is named of a row of `artist` that is there already.
fn unique<'e>(fix: &Fixture, column: &'e str, constraint: &'e str, key: &'e str) -> Named<'e> {
    match fix.engine() {
        Engine::Sqlite => (Some("artist"), None, Some(column)),
        Engine::Postgres => (Some("artist"), Some(constraint), None),
        Engine::MySql => (None, Some(key), None),
    }
}

/// A row that refers to nothing.
async fn a_foreign_key_violation(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let mut new = album("Orphan", 1, None, &shop.floyd);
    new.artist = ForeignKey::new(99_i64);
    let error = fix.fails(Album::objects().create(fix.db(), new), ErrorKind::ForeignKeyViolation).await;
    assert!(error.is_foreign_key_violation());
    let moved = Album::objects().update(fix.db(), Album::artist.set(99_i64));
    fix.fails(moved, ErrorKind::ForeignKeyViolation).await;
    Ok(())
}

/// SQLite reports it as a trigger's failure, which the drivers map differently (D-27).
async fn a_restricted_deletion_is_a_foreign_key_violation(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    fix.fails(shop.animals.delete(fix.db()), ErrorKind::ForeignKeyViolation).await;
    fix.fails(shop.floyd.delete(fix.db()), ErrorKind::ForeignKeyViolation).await;
    assert_eq!(fix.run(Album::objects().count(fix.db())).await?, 4);
    Ok(())
}

/// By SQL of one's own; a check has a name.
async fn not_null_and_check_violations(fix: Fixture) -> Result<()> {
    let db = fix.db();
    let error =
        fix.fails(raw("INSERT INTO tag VALUES ('a', NULL)").execute(db), ErrorKind::NotNullViolation).await;
    let table = if fix.engine() == Engine::MySql { None } else { Some("tag") };
    assert_eq!(named(&error), (table, None, Some("label")));
    fix.run(raw("CREATE TABLE guarded (n INTEGER, CONSTRAINT positive CHECK (n > 0))").execute(db)).await?;
    let error = fix.fails(raw("INSERT INTO guarded VALUES (0)").execute(db), ErrorKind::CheckViolation).await;
    assert!(error.is_check_violation());
    let table = if fix.engine() == Engine::Sqlite { None } else { Some("guarded") };
    assert_eq!(named(&error), (table, Some("positive"), None));
    Ok(())
}

/// Too long, too many digits, a NUL: an error that names table and column, and no statement.
async fn what_a_column_cannot_keep_is_refused_before_it_is_sent(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let long = "x".repeat(161);
    let error = fix.fails(
        Album::objects().create(fix.db(), album(&long, 1, None, &shop.floyd)),
        ErrorKind::InvalidValue,
    );
    let error = error.await;
    assert_eq!((error.table(), error.column()), (Some("album"), Some("title")));
    assert!(error.to_string().contains("161") && error.to_string().contains("160"), "{error}");
    let mut fine = album("x", 1, None, &shop.floyd);
    fine.price = rust_decimal::Decimal::new(1, 3);
    let error = fix.fails(Album::objects().create(fix.db(), fine), ErrorKind::InvalidValue).await;
    assert_eq!(error.column(), Some("price"));
    let large = album("x", 10_000_000_000, None, &shop.floyd);
    fix.fails(Album::objects().create(fix.db(), large), ErrorKind::InvalidValue).await;
    let mut changed = shop.odd.clone();
    changed.title = "a\0b".into();
    fix.fails(changed.save(fix.db()), ErrorKind::InvalidValue).await;
    let set = Album::price.set(rust_decimal::Decimal::new(12_345, 3));
    fix.fails(Album::objects().update(fix.db(), set), ErrorKind::InvalidValue).await;
    let limit = Album::objects().create(fix.db(), album(&"ä".repeat(160), 9_999_999_999, None, &shop.floyd));
    assert_eq!(fix.run(limit).await?.price, cents(9_999_999_999));
    fix.capture().assert_num_queries(to_create(&fix));
    Ok(())
}

/// With its name.
async fn a_missing_table_is_named(fix: Fixture) -> Result<()> {
    fix.place().neutral()?.execute("DROP TABLE tag")?;
    let error = fix.fails(Tag::objects().all(fix.db()), ErrorKind::MissingTable).await;
    assert_eq!(error.table(), Some("tag"));
    let new = NewTag { code: "a".into(), label: "x".into() };
    let error = fix.fails(Tag::objects().create(fix.db(), new), ErrorKind::MissingTable).await;
    assert_eq!(error.table(), Some("tag"));
    Ok(())
}

/// File and line of the call, in blocking and in async code alike.
async fn errors_say_where_they_were_called(fix: Fixture) -> Result<()> {
    let line = line!() + 1;
    let op = Album::objects().by_pk(5).get(fix.db());
    let error = fix.fails(op, ErrorKind::DoesNotExist).await;
    let place = error.place().map(|place| (place.file().ends_with("errors.rs"), place.line()));
    assert_eq!(place, Some((true, line)), "{error}");
    Ok(())
}

/// The pool's one connection goes on to work, and nothing of the failed statement is left.
async fn a_failed_statement_leaves_the_connection_usable(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    for _ in 0..3 {
        let again = Artist::objects().create(fix.db(), artist("Björk", None));
        fix.fails(again, ErrorKind::UniqueViolation).await;
        fix.fails(raw("SELEKT").execute(fix.db()), ErrorKind::Statement).await;
        assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 3);
    }
    let fine = fix.run(Track::objects().create(fix.db(), track("Pigs", 683, &shop.animals, None))).await?;
    assert_eq!(fine.id, 5);
    Ok(())
}

/// The file, the reason, and what would work; a missing file is made only where that was asked for (D-19).
async fn a_file_that_cannot_be_opened(fix: Fixture) -> Result<()> {
    let directory = fix.place().directory().to_owned();
    std::fs::write(
        directory.join("text.db"),
        "this is no database, though it is long enough to be one".repeat(100),
    )
    .map_err(crate::setup::failed)?;
    let missing = Location::Sqlite { path: directory.join("missing.db"), create: false, read_only: false };
    let nowhere = Location::Sqlite { path: directory.join("no/such/a.db"), create: true, read_only: false };
    let text = Location::Sqlite { path: directory.join("text.db"), create: true, read_only: false };
    for (location, reason) in
        [(missing, "it does not exist"), (nowhere, "the directory"), (text, "file is not a database")]
    {
        let mut options = fix.options();
        options.settings.location = location;
        let opened = fix.quiet(fix.setup().open(options)).await;
        let Err(error) = opened else { crate::runner::fail(format!("it opened, expected: {reason}")) };
        assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
        assert!(error.to_string().contains(reason), "{error}");
    }
    assert!(!directory.join("missing.db").exists());
    let mut options = fix.options();
    let new = directory.join("new.db");
    options.settings.location = Location::Sqlite { path: new.clone(), create: true, read_only: false };
    let made = fix.quiet(fix.setup().open(options)).await?;
    assert!(new.exists());
    fix.quiet(made.close(std::time::Duration::from_secs(5))).await
}

/// Reading works, writing does not.
async fn a_database_that_is_only_read(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let mut options = fix.options();
    if let Location::Sqlite { create, read_only, .. } = &mut options.settings.location {
        (*create, *read_only) = (false, true);
    }
    let db = fix.quiet(fix.setup().open(options)).await?;
    assert_eq!(fix.run(Album::objects().count(&db)).await?, 4);
    fix.fails(Album::objects().update(&db, Album::stock.set(1)), ErrorKind::ReadOnly).await;
    fix.fails(Artist::objects().create(&db, artist("x", None)), ErrorKind::ReadOnly).await;
    assert_eq!(fix.run(Album::objects().filter(Album::stock.eq(1)).count(&db)).await?, 1);
    fix.quiet(db.close(std::time::Duration::from_secs(5))).await
}

/// A full disk ends SQLite's transaction by itself; the next borrower of the connection is outside of one (D-26).
async fn a_full_database_rolls_back(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    let filled: Result<()> = fix
        .atomic(async |tx| {
            let pages: i64 = ops.quiet(raw("PRAGMA page_count").read_only().get(tx)).await?;
            ops.quiet(raw(format!("PRAGMA max_page_count = {}", pages + 4)).read_only().get::<i64>(tx))
                .await?;
            for number in 0..50 {
                let new = NewTag { code: format!("t{number}"), label: "x".repeat(4000) };
                ops.quiet(Tag::objects().create(tx, new)).await?;
            }
            Ok(())
        })
        .await;
    fix.refused(filled, ErrorKind::Storage);
    assert_eq!(fix.run(Tag::objects().count(fix.db())).await?, 0);
    let small = NewTag { code: "small".into(), label: "x".into() };
    let ops = fix.clone();
    fix.atomic(async |tx| ops.run(Tag::objects().create(tx, small)).await.map(drop)).await?;
    assert_eq!(fix.run(Tag::objects().count(fix.db())).await?, 1);
    fix.forget();
    Ok(())
}

/// After the busy timeout: nothing was done, and trying again may help (D-18, D-28).
async fn a_lock_of_another_process_is_busy(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let other = fix.place().neutral()?;
    other.execute("BEGIN IMMEDIATE")?;
    let blocked = Album::objects().update(fix.db(), Album::stock.set(1));
    let error = fix.fails(blocked, ErrorKind::Busy).await;
    assert!(error.retry().advised(), "{error:?}");
    let never_begun = fix.atomic(async |_| Ok(())).await;
    assert!(fix.refused(never_begun, ErrorKind::Busy).retry().advised());
    assert_eq!(fix.run(Album::objects().count(fix.db())).await?, 4);
    other.execute("COMMIT")?;
    assert_eq!(fix.run(Album::objects().update(fix.db(), Album::stock.set(1))).await?, 4);
    Ok(())
}

/// Where it lacks, the query is refused, and the capability named.
async fn dividing_decimals_is_a_capability(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let half = Album::objects().order_by(Album::id).values_flat(Album::price / cents(200)).all(fix.db());
    if fix.db().capabilities()?.divides_decimals {
        assert_eq!(fix.run(half).await?.len(), 4);
    } else {
        let error = fix.fails(half, ErrorKind::Unsupported).await;
        assert!(error.to_string().contains("divides_decimals"), "{error}");
    }
    Ok(())
}
