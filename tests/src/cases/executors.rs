//! What queries run on: the database, a transaction, whatever a function is given.

use super::data::{artist, shop};
use crate::{Case, Fixture, case, models::Artist};
use segue::{Result, prelude::*};
use std::sync::Arc;

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(the_database_handle_inside_is_refused),
        case!(outside_transaction_is_outside).holding(2),
        case!(select_for_update_needs_a_transaction),
        case!(functions_over_any_executor),
        case!(functions_that_begin_for_themselves),
    ]
}

fn new(name: &str) -> crate::models::NewArtist {
    artist(name, None)
}

async fn names(fix: &Fixture) -> Result<Vec<String>> {
    fix.run(Artist::objects().order_by(Artist::id).values_flat(Artist::name).all(fix.db())).await
}

/// It would silently run outside of the transaction; the message says where that was begun.
async fn the_database_handle_inside_is_refused(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        let error = ops.fails(Artist::objects().count(ops.db()), ErrorKind::OutsideTransaction).await;
        assert!(error.to_string().contains(".rs:"), "{error}");
        ops.fails(Artist::objects().create(ops.db(), new("a")), ErrorKind::OutsideTransaction).await;
        let begun = ops.quiet(ops.db().begin()).await;
        ops.refused(begun, ErrorKind::OutsideTransaction);
        assert_eq!(ops.run(Artist::objects().count(tx)).await?, 0);
        Ok(())
    })
    .await?;
    assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 0);
    Ok(())
}

/// For those who mean it: another connection, which sees nothing of the transaction's work.
async fn outside_transaction_is_outside(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        ops.run(Artist::objects().create(tx, new("a"))).await?;
        let outside = ops.db().outside_transaction();
        assert_eq!(ops.run(Artist::objects().count(&outside)).await?, 0);
        Ok(())
    })
    .await
}

/// Outside of one it would lock nothing.
async fn select_for_update_needs_a_transaction(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let locked = Artist::objects().by_pk(1).select_for_update();
    fix.fails(locked.get(fix.db()), ErrorKind::Usage).await;
    let ops = fix.clone();
    let name = fix.atomic(async |tx| Ok(ops.run(locked.get(tx)).await?.name)).await?;
    assert_eq!(name, "Pink Floyd");
    Ok(())
}

async fn how_many(fix: &Fixture, executor: &(impl Executor + ?Sized)) -> Result<u64> {
    fix.run(Artist::objects().count(executor)).await
}

/// `&db`, `tx`, `&dyn Executor` and an `Arc`.
async fn functions_over_any_executor(fix: Fixture) -> Result<()> {
    assert_eq!(how_many(&fix, fix.db()).await?, 0);
    assert_eq!(how_many(&fix, fix.capture()).await?, 0);
    assert_eq!(how_many(&fix, &Arc::new(fix.db().clone())).await?, 0);
    let dynamic: &dyn Executor = fix.db();
    assert_eq!(how_many(&fix, dynamic).await?, 0);
    let ops = fix.clone();
    fix.atomic(async |tx| {
        ops.quiet(Artist::objects().create(tx, new("a"))).await?;
        assert_eq!(how_many(&ops, tx).await?, 1);
        Ok(())
    })
    .await
}

async fn make_two(fix: &Fixture, mut on: impl Begin, names: [&str; 2]) -> Result<()> {
    on.atomic_in(async |tx| {
        for name in names {
            fix.style().run(Artist::objects().create(tx, new(name))).await?;
        }
        Ok(())
    })
    .await
}

/// `impl Begin`: a transaction on `&db`, a savepoint on `&mut *tx`.
async fn functions_that_begin_for_themselves(fix: Fixture) -> Result<()> {
    make_two(&fix, fix.db(), ["a", "b"]).await?;
    let failed = make_two(&fix, fix.db(), ["c", "a"]).await;
    fix.refused(failed, ErrorKind::UniqueViolation);
    let ops = fix.clone();
    fix.atomic(async |tx| {
        make_two(&ops, &mut *tx, ["d", "e"]).await?;
        let failed = make_two(&ops, &mut *tx, ["f", "a"]).await;
        ops.refused(failed, ErrorKind::UniqueViolation);
        Ok(())
    })
    .await?;
    assert_eq!(names(&fix).await?, ["a", "b", "d", "e"]);
    Ok(())
}
