//! Rows that are locked when they are read.

use super::data::shop;
use crate::{
    Case, Fixture, case,
    models::{Album, Artist},
    setup::Neutral,
};
use segue::{Engine, Lock, Result, Transaction, prelude::*};

/// Where rows have locks of their own.
const SERVERS: &[Engine] = &[Engine::Postgres, Engine::MySql];

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(each_lock_gives_the_rows),
        case!(a_lock_outside_of_a_writing_transaction_is_refused),
        case!(without_waiting_it_fails_at_once).on(SERVERS),
        case!(locked_rows_are_left_out).on(SERVERS),
        case!(shared_locks_are_shared).on(SERVERS),
        case!(keys_are_left_alone).on(SERVERS),
        case!(the_named_tables_are_locked).on(SERVERS),
    ]
}

/// On SQLite the transaction has locked everything already.
async fn each_lock_gives_the_rows(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let ops = fix.clone();
    fix.atomic(async |tx| {
        for lock in [Lock::update(), Lock::update().nowait(), Lock::update().skip_locked(), Lock::share()] {
            let query = Album::objects().order_by(Album::id).select_for_update_with(lock);
            assert_eq!(ops.quiet(query.all(tx)).await?.len(), 4);
        }
        Ok(())
    })
    .await
}

/// It would lock nothing.
async fn a_lock_outside_of_a_writing_transaction_is_refused(fix: Fixture) -> Result<()> {
    let locked = Artist::objects().select_for_update_with(Lock::share().nowait());
    fix.fails(locked.all(fix.db()), ErrorKind::Usage).await;
    let ops = fix.clone();
    let body = async |tx: &mut Transaction| {
        ops.fails(locked.all(tx), ErrorKind::Usage).await;
        Ok(())
    };
    super::options::run(&fix, fix.db().transaction().read_only(), body).await
}

/// Another session, in whose transaction `sql` has locked something.
fn other(fix: &Fixture, sql: &str) -> Result<Neutral> {
    let other = fix.place().neutral()?;
    other.execute("BEGIN")?;
    other.execute(sql)?;
    Ok(other)
}

/// As `Busy`, so that the whole may be tried again.
async fn without_waiting_it_fails_at_once(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let other = other(&fix, "UPDATE album SET stock = 9 WHERE id = 1")?;
    let ops = fix.clone();
    let failed: Result<()> = fix
        .atomic(async |tx| {
            let locked = Album::objects().select_for_update_with(Lock::update().nowait());
            let error = ops.fails(locked.clone().by_pk(1).get(tx), ErrorKind::Busy).await;
            assert!(error.retry().advised(), "{error:?}");
            Err(error)
        })
        .await;
    fix.refused(failed, ErrorKind::Busy);
    other.execute("COMMIT")
}

/// The others are locked.
async fn locked_rows_are_left_out(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let other = other(&fix, "UPDATE album SET stock = 9 WHERE id = 1")?;
    let ops = fix.clone();
    fix.atomic(async |tx| {
        let queue = Album::objects().order_by(Album::id).select_for_update_with(Lock::update().skip_locked());
        let ids: Vec<i64> = ops.run(queue.all(tx)).await?.iter().map(|album| album.id).collect();
        assert_eq!(ids, [2, 3, 4]);
        Ok(())
    })
    .await?;
    other.execute("COMMIT")
}

/// Readers that lock do not wait for each other; a writer would.
async fn shared_locks_are_shared(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let shared = fix.sql("", "SELECT * FROM album FOR SHARE", "SELECT * FROM album LOCK IN SHARE MODE");
    let other = other(&fix, shared)?;
    let ops = fix.clone();
    fix.atomic(async |tx| {
        let locked = Album::objects().select_for_update_with(Lock::share().nowait());
        assert_eq!(ops.quiet(locked.all(tx)).await?.len(), 4);
        Ok(())
    })
    .await?;
    let failed: Result<()> = fix
        .atomic(async |tx| {
            let locked = Album::objects().select_for_update_with(Lock::update().nowait());
            ops.quiet(locked.all(tx)).await.map(drop)
        })
        .await;
    fix.refused(failed, ErrorKind::Busy);
    other.execute("COMMIT")
}

/// While the artist is locked, another may make an album of his.
async fn keys_are_left_alone(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let ops = fix.clone();
    let kept = fix.db().capabilities()?.locks_keys_apart;
    let result = fix
        .atomic(async |tx| {
            let locked = Artist::objects().select_for_update_with(Lock::update().no_key());
            ops.quiet(locked.by_pk(1).get(tx)).await?;
            let other = ops.place().neutral()?;
            other.execute("SET lock_timeout = '2s'")?;
            other.execute("UPDATE album SET artist_id = 1 WHERE id = 4")
        })
        .await;
    match kept {
        true => result,
        false => {
            let error = fix.refused(result, ErrorKind::Unsupported);
            assert!(error.to_string().contains("locks_keys_apart"), "{error}");
            Ok(())
        }
    }
}

/// The rows of the model, and of the relations that are named.
async fn the_named_tables_are_locked(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let chosen = fix.db().capabilities()?.locks_chosen_tables;
    let query = Album::objects().by_pk(1).select_related(Album::artist);
    for (lock, locked) in [(Lock::update(), !chosen), (Lock::update().of(Album::artist), true)] {
        let (ops, query) = (fix.clone(), query.clone().select_for_update_with(lock));
        fix.atomic(async |tx| {
            ops.quiet(query.get(tx)).await?;
            let other = ops.place().neutral()?;
            let touched = other.execute("SELECT id FROM artist WHERE id = 1 FOR UPDATE NOWAIT");
            assert_eq!(touched.is_err(), locked, "{touched:?}");
            Ok(())
        })
        .await?;
    }
    let ops = fix.clone();
    let unjoined: Result<()> = fix
        .atomic(async |tx| {
            let lock = Lock::update().of(Album::artist);
            ops.quiet(Album::objects().select_related(Album::artist).count(tx)).await?;
            ops.quiet(Album::objects().select_for_update_with(lock).all(tx)).await.map(drop)
        })
        .await;
    fix.refused(unjoined, ErrorKind::Usage);
    Ok(())
}
