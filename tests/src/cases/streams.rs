//! Rows as they come: a stream in async code, an iterator in blocking code.

use super::data::shop;
use crate::{
    Case, Fixture, case,
    models::{Album, Artist, Employee, Track},
};
use segue::{Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(all_rows_in_order_in_one_statement),
        case!(of_nothing_ends_at_once),
        case!(as_a_stream_that_combinators_take).only(&crate::Style::ASYNC),
        case!(models_with_what_they_refer_to).snapshot(),
        case!(one_dropped_half_way_gives_its_connection_back).tuned(one_connection),
        case!(a_row_that_cannot_be_read_ends_it).tuned(one_connection),
        case!(a_failing_statement_is_its_only_row),
        case!(inside_a_transaction).tuned(one_connection),
        case!(several_at_once).holding(4).concurrent(),
        case!(a_prefetch_is_refused),
    ]
}

fn one_connection(options: &mut crate::Options) {
    options.settings.pool.max_connections = 1;
}

/// So many rows, in a table without any.
fn fill(fix: &Fixture, rows: u32) -> Result<()> {
    let rows: Vec<String> = (1..=rows).map(|row| format!("({row}, 'name {row}')")).collect();
    fix.place().neutral()?.execute(&format!("INSERT INTO employee (id, name) VALUES {}", rows.join(", ")))
}

/// Makes the name of that row one that cannot be read, as far as the database lets another program do that.
fn spoil(fix: &Fixture, row: u32) -> Result<()> {
    let neutral = fix.place().neutral()?;
    neutral.execute(fix.sql(
        "",
        "ALTER TABLE employee ALTER COLUMN name DROP NOT NULL",
        "ALTER TABLE employee MODIFY name LONGBLOB NOT NULL",
    ))?;
    let name = fix.sql("x'ff'", "NULL", "x'ff'");
    neutral.execute(&format!("UPDATE employee SET name = {name} WHERE id = {row}"))
}

fn employees() -> segue::QuerySet<Employee> {
    Employee::objects().order_by(Employee::id)
}

/// Each row once, in the query's order, by one statement.
async fn all_rows_in_order_in_one_statement(fix: Fixture) -> Result<()> {
    fill(&fix, 5000)?;
    let rows = fix.rows(&employees().values((Employee::id, Employee::name)), fix.db()).rest().await?;
    assert_eq!(rows.len(), 5000);
    for (expected, (id, name)) in (1..).zip(&rows) {
        assert_eq!((*id, name), (expected, &format!("name {expected}")));
    }
    fix.capture().assert_num_queries(1);
    Ok(())
}

/// No row is no error.
async fn of_nothing_ends_at_once(fix: Fixture) -> Result<()> {
    let mut rows = fix.rows(&employees(), fix.db());
    assert_eq!(rows.next().await?, None);
    assert_eq!(rows.next().await?, None);
    Ok(())
}

/// It is a `futures::Stream`.
async fn as_a_stream_that_combinators_take(fix: Fixture) -> Result<()> {
    use futures::{StreamExt, TryStreamExt};
    fill(&fix, 100)?;
    let names = employees().stream(fix.db()).skip(10).take(2).map_ok(|employee| employee.name);
    assert_eq!(names.try_collect::<Vec<_>>().await?, ["name 11", "name 12"]);
    Ok(())
}

/// What `select_related` brings is there.
async fn models_with_what_they_refer_to(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let query = Track::objects().select_related(Track::album.to(Album::artist)).select_related(Track::album);
    let query = query.order_by(Track::id);
    let mut rows = fix.rows(&query, fix.db());
    let first = rows.next().await?;
    let album = first.as_ref().map(|track| track.album.get()).transpose()?;
    assert_eq!(album.map(|album| &album.title), Some(&shop.animals.title));
    assert_eq!(rows.rest().await?.len(), 3);
    Ok(())
}

/// The pool has one connection, and the next statement gets it.
async fn one_dropped_half_way_gives_its_connection_back(fix: Fixture) -> Result<()> {
    fill(&fix, 5000)?;
    for taken in [0, 1, 40, 2000] {
        let mut rows = fix.rows(&employees().values_flat(Employee::id), fix.db());
        for expected in 1..=taken {
            assert_eq!(rows.next().await?, Some(expected));
        }
        drop(rows);
        assert_eq!(fix.run(Employee::objects().count(fix.db())).await?, 5000);
    }
    fix.forget();
    Ok(())
}

/// The rows before it come, the error comes, and nothing after it.
async fn a_row_that_cannot_be_read_ends_it(fix: Fixture) -> Result<()> {
    fill(&fix, 5000)?;
    spoil(&fix, 2500)?;
    let mut rows = fix.rows(&employees(), fix.db());
    let mut seen = 0;
    let error = loop {
        match rows.next().await {
            Ok(Some(row)) => {
                seen += 1;
                assert_eq!(row.id, seen);
            }
            Ok(None) => crate::runner::fail(format!("the stream ended after {seen} rows without an error")),
            Err(error) => break error,
        }
    };
    assert!((1000..2500).contains(&seen), "{seen} rows came before the error");
    assert_eq!((error.kind(), error.column()), (ErrorKind::Decode, Some("name")));
    assert_eq!(rows.next().await?, None);
    drop(rows);
    assert_eq!(fix.run(Employee::objects().count(fix.db())).await?, 5000);
    Ok(())
}

/// An error of the statement comes instead of rows.
async fn a_failing_statement_is_its_only_row(fix: Fixture) -> Result<()> {
    fix.place().neutral()?.execute("ALTER TABLE employee RENAME TO elsewhere")?;
    let mut rows = fix.rows(&employees(), fix.db());
    fix.refused(rows.next().await, ErrorKind::MissingTable);
    assert_eq!(rows.next().await?, None);
    Ok(())
}

/// From a transaction's own connection, which it borrows; it sees what the transaction did.
async fn inside_a_transaction(fix: Fixture) -> Result<()> {
    fill(&fix, 1200)?;
    let ops = fix.clone();
    fix.atomic(async |tx| {
        ops.run(Employee::objects().filter(Employee::id.gt(1100)).delete(tx)).await?;
        let seen = ops.rows(&employees().values_flat(Employee::id), &mut *tx).rest().await?;
        assert_eq!((seen.len(), seen.last()), (1100, Some(&1100)));
        let mut half = ops.rows(&employees().values_flat(Employee::id), &mut *tx);
        assert_eq!(half.next().await?, Some(1));
        drop(half);
        assert_eq!(ops.run(Employee::objects().count(tx)).await?, 1100);
        Ok(())
    })
    .await?;
    assert_eq!(fix.run(Employee::objects().count(fix.db())).await?, 1100);
    fix.forget();
    Ok(())
}

/// Each has a connection of its own, and its own rows.
async fn several_at_once(fix: Fixture) -> Result<()> {
    fill(&fix, 3000)?;
    let mut odd = fix.rows(&employees().filter((Employee::id % 2).eq(1)).values_flat(Employee::id), fix.db());
    let mut even =
        fix.rows(&employees().filter((Employee::id % 2).eq(0)).values_flat(Employee::id), fix.db());
    for number in 0..1500 {
        assert_eq!(odd.next().await?, Some(2 * number + 1));
        assert_eq!(even.next().await?, Some(2 * number + 2));
    }
    assert_eq!((odd.next().await?, even.next().await?), (None, None));
    Ok(())
}

/// What a prefetch needs, all rows, a stream does not have.
async fn a_prefetch_is_refused(fix: Fixture) -> Result<()> {
    let mut rows = fix.rows(&Artist::objects().prefetch_related(Artist::albums), fix.db());
    fix.refused(rows.next().await, ErrorKind::Usage);
    fix.capture().assert_num_queries(0);
    Ok(())
}
