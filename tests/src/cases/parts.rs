//! Parts of transactions, operations that are cut off, and what is rolled back without an error.

use super::{data::artist, dropping::cut, options::run};
use crate::{Case, Fixture, Options, Style, case, models::Artist, setup::Neutral};
use orm_api::op::Policy;
use segue::{Engine, Result, Transaction, prelude::*};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(it_can_be_rolled_back_without_an_error),
        case!(a_savepoint_can_be_rolled_back_without_an_error),
        case!(a_part_is_kept_with_the_whole),
        case!(a_part_that_fails_fails_the_whole),
        case!(a_part_that_is_cut_off_fails_the_whole).only(&Style::ASYNC),
        case!(a_durable_one_is_no_part),
        case!(a_part_has_no_options_of_its_own),
        case!(an_operation_that_is_cut_off_fails_it).only(&Style::ASYNC).tuned(one_connection).concurrent(),
        case!(a_savepoint_saves_it_from_that).only(&Style::ASYNC).tuned(one_connection).concurrent(),
        case!(a_stream_that_fails_unseen_loses_nothing)
            .on(&[Engine::Postgres])
            .only(&Style::ASYNC)
            .tuned(one_connection)
            .concurrent(),
        case!(a_stream_that_is_in_a_deadlock_unseen_loses_nothing)
            .on(&[Engine::Postgres, Engine::MySql])
            .only(&Style::ASYNC)
            .tuned(one_connection)
            .concurrent(),
        case!(outside_of_it_can_be_allowed)
            .holding(2)
            .tuned(|options| options.outside_transaction = Policy::Allow),
        case!(outside_of_it_can_be_warned_of)
            .holding(2)
            .tuned(|options| options.outside_transaction = Policy::Warn),
    ]
}

fn one_connection(options: &mut Options) {
    options.settings.pool.max_connections = 1;
}

fn new(name: &str) -> crate::models::NewArtist {
    artist(name, None)
}

async fn names(fix: &Fixture) -> Result<Vec<String>> {
    fix.run(Artist::objects().order_by(Artist::id).values_flat(Artist::name).all(fix.db())).await
}

/// The body's value is given back all the same.
async fn it_can_be_rolled_back_without_an_error(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    let seen = fix
        .atomic(async |tx| {
            ops.run(Artist::objects().create(tx, new("a"))).await?;
            tx.set_rollback(true);
            assert!(tx.is_set_to_roll_back());
            ops.run(Artist::objects().count(tx)).await
        })
        .await?;
    assert_eq!((seen, names(&fix).await?), (1, vec![]));
    Ok(())
}

/// And what is around it is kept.
async fn a_savepoint_can_be_rolled_back_without_an_error(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        ops.run(Artist::objects().create(tx, new("a"))).await?;
        let inner = ops.clone();
        let body = async |level: &mut Transaction| {
            level.set_rollback(true);
            inner.run(Artist::objects().create(level, new("b"))).await.map(drop)
        };
        ops.savepoint(tx, body).await?;
        assert!(!tx.is_set_to_roll_back());
        ops.run(Artist::objects().create(tx, new("c"))).await.map(drop)
    })
    .await?;
    assert_eq!(names(&fix).await?, ["a", "c"]);
    Ok(())
}

/// No savepoint is set for it.
async fn a_part_is_kept_with_the_whole(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        let body = async |part: &mut Transaction| ops.run(Artist::objects().create(part, new("a"))).await;
        run(&ops, tx.transaction().savepoint(false), body).await?;
        ops.run(Artist::objects().create(tx, new("b"))).await.map(drop)
    })
    .await?;
    assert!(!fix.statements().iter().any(|statement| statement.contains("SAVEPOINT")));
    assert_eq!(names(&fix).await?, ["a", "b"]);
    Ok(())
}

/// Also where its failure is not the database's.
async fn a_part_that_fails_fails_the_whole(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    let committed = fix
        .atomic(async |tx| {
            let body = async |part: &mut Transaction| {
                ops.run(Artist::objects().create(part, new("a"))).await?;
                Err::<(), _>(Error::new(ErrorKind::Application, "no"))
            };
            let failed = run(&ops, tx.transaction().savepoint(false), body).await;
            ops.refused(failed, ErrorKind::Application);
            let later = ops.fails(Artist::objects().count(tx), ErrorKind::Aborted).await;
            assert!(later.to_string().contains("savepoint"), "{later}");
            Ok(())
        })
        .await;
    fix.refused(committed, ErrorKind::Aborted);
    assert_eq!(names(&fix).await?, [""; 0]);
    Ok(())
}

/// It is half done.
async fn a_part_that_is_cut_off_fails_the_whole(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    let committed = fix
        .atomic(async |tx| {
            let body = async |part: &mut Transaction| -> Result<()> {
                Artist::objects().create(part, new("a")).await?;
                std::future::pending().await
            };
            let part = tx.transaction().savepoint(false).run(body);
            assert!(tokio::time::timeout(std::time::Duration::from_millis(50), part).await.is_err());
            ops.fails(Artist::objects().count(tx), ErrorKind::Aborted).await;
            Ok(())
        })
        .await;
    fix.refused(committed, ErrorKind::Aborted);
    assert_eq!(names(&fix).await?, [""; 0]);
    Ok(())
}

/// A function that asks for it says so to whoever calls it inside another.
async fn a_durable_one_is_no_part(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    let body = async |tx: &mut Transaction| ops.run(Artist::objects().create(tx, new("a"))).await.map(drop);
    run(&fix, (&mut fix.db()).transaction_in().durable(), body).await?;
    let nested = fix.atomic(async |tx| run(&ops, tx.transaction().durable(), body).await).await;
    let error = fix.refused(nested, ErrorKind::Usage);
    assert!(error.to_string().matches(".rs:").count() == 2, "both places are named: {error}");
    assert_eq!(names(&fix).await?, ["a"]);
    Ok(())
}

/// They are the whole's.
async fn a_part_has_no_options_of_its_own(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        let nothing = async |_: &mut Transaction| Ok(());
        ops.refused(run(&ops, tx.transaction().read_only(), nothing).await, ErrorKind::Usage);
        ops.refused(run(&ops, tx.transaction().retry(1), nothing).await, ErrorKind::Usage);
        Ok(())
    })
    .await
}

/// Nobody knows how far it came: it is the first failure, which the next operation, and the commit, name. In the blocking mode
/// nothing can be cut off.
async fn an_operation_that_is_cut_off_fails_it(fix: Fixture) -> Result<()> {
    let slow = fix.sql(
        "INSERT INTO artist (name) VALUES ('a')",
        "INSERT INTO artist (name) SELECT 'a' FROM pg_sleep(0.05)",
        "INSERT INTO artist (name) SELECT 'a' FROM (SELECT SLEEP(0.05)) slow",
    );
    let mut cuts = 0;
    for polls in 1..6 {
        let was_cut = &AtomicBool::new(false);
        let committed = fix
            .db()
            .atomic(async |tx| {
                if cut(raw(slow).execute(tx), polls).await.transpose()?.is_none() {
                    was_cut.store(true, Ordering::Relaxed);
                    expect_cut_off(Artist::objects().create(tx, new("b")).await);
                }
                Ok(())
            })
            .await;
        let was_cut = was_cut.load(Ordering::Relaxed);
        cuts += u32::from(was_cut);
        match was_cut {
            true => expect_cut_off(committed),
            false => committed?,
        }
        assert_eq!(fix.quiet(Artist::objects().count(fix.db())).await?, u64::from(!was_cut));
        fix.quiet(Artist::objects().delete(fix.db())).await?;
    }
    let is_sync = fix.setup().mode() == Mode::Sync;
    // A SQLite that is quick may have answered each time.
    assert!(if is_sync { cuts == 0 } else { cuts > 0 || fix.engine() == Engine::Sqlite });
    Ok(())
}

/// What the first failure was: that something was dropped, or that the server was told to stop it.
const CUT_OFF: [&str; 3] = ["dropped before its end", "cancel", "interrupted"];

fn expect_cut_off<T: std::fmt::Debug>(result: Result<T>) {
    let said = result.map_err(|error| (error.kind(), error.to_string()));
    assert!(
        matches!(&said, Err((ErrorKind::Aborted, message)) if CUT_OFF.iter().any(|text| message.contains(text))),
        "{said:?}"
    );
}

/// It is undone with the operation, and the transaction goes on.
async fn a_savepoint_saves_it_from_that(fix: Fixture) -> Result<()> {
    for polls in 1..6 {
        let ops = fix.clone();
        fix.atomic(async |tx| {
            let body =
                async |level: &mut Transaction| match cut(Artist::objects().create(level, new("a")), polls)
                    .await
                    .transpose()?
                {
                    Some(_) => Ok(()),
                    None => Err(Error::new(ErrorKind::Application, "cut off")),
                };
            let kept = tx.atomic(body).await.is_ok();
            assert_eq!(ops.quiet(Artist::objects().count(tx)).await?, u64::from(kept));
            Ok(())
        })
        .await?;
        fix.quiet(Artist::objects().delete(fix.db())).await?;
    }
    Ok(())
}

/// A row that nobody wanted any more fails on the server, and with it the transaction: its commit is refused, where PostgreSQL
/// would roll back and report success.
async fn a_stream_that_fails_unseen_loses_nothing(fix: Fixture) -> Result<()> {
    let rows = (0..3000).map(|number| new(&number.to_string()));
    fix.quiet(Artist::objects().bulk_create(fix.db(), rows)).await?;
    let last = fix.quiet(Artist::objects().order_by(Artist::id.desc()).first(fix.db())).await?;
    // The product is out of range for the last hundred rows.
    let factor = i64::MAX / (last.map_or(0, |artist| artist.id) - 100).max(1);
    for _ in 0..5 {
        let body = async |tx: &mut Transaction| {
            Artist::objects().create(tx, new("kept")).await?;
            let fails = Artist::objects().filter((Artist::id * factor).ne(0));
            let mut stream = fails.stream(&mut *tx);
            stream.try_next().await.map(drop)
        };
        let committed = fix.db().atomic(body).await;
        let kept = fix.quiet(Artist::objects().filter(Artist::name.eq("kept")).delete(fix.db())).await?;
        assert_eq!(committed.is_ok(), kept == 1, "{committed:?}, and {kept} rows");
        assert!(committed.is_err(), "the server has failed it");
    }
    Ok(())
}

/// The rows that nobody wanted any more are locked all the same, and the server ends a deadlock by undoing the whole: MySQL would commit
/// nothing, and report success. Where the stream is stopped in time there is no deadlock.
async fn a_stream_that_is_in_a_deadlock_unseen_loses_nothing(fix: Fixture) -> Result<()> {
    // So long that the server sends some of them before it comes to the last.
    let rows = (0..300).map(|number| new(&format!("{number:0>110}")));
    fix.quiet(Artist::objects().bulk_create(fix.db(), rows)).await?;
    let ids = fix.quiet(Artist::objects().order_by(Artist::id).values_flat(Artist::id).all(fix.db())).await?;
    let (lowest, last) = (ids[0], ids[ids.len() - 1]);
    let body = async |tx: &mut Transaction| {
        Artist::objects().create(tx, new("kept")).await?;
        let other = in_the_way(&fix, last)?;
        let locked = Artist::objects().filter(Artist::id.le(last)).order_by(Artist::id).select_for_update();
        // Blocking drivers on MySQL show no row before they have all.
        let first =
            tokio::time::timeout(Duration::from_millis(300), locked.stream(&mut *tx).try_next()).await;
        first.unwrap_or(Ok(None))?;
        let crossing = format!("UPDATE artist SET name = 'crossed' WHERE id = {lowest}");
        Ok(thread::spawn(move || other.execute(&crossing).and_then(|()| other.execute("ROLLBACK"))))
    };
    let mut crossed = None;
    let whole = async |tx: &mut Transaction| {
        crossed = Some(body(tx).await?);
        Ok(())
    };
    let committed = fix.db().atomic(whole).await;
    // PostgreSQL may choose the other one.
    crossed.into_iter().for_each(|crossed| drop(crossed.join()));
    let kept = fix.quiet(Artist::objects().filter(Artist::name.eq("kept")).count(fix.db())).await?;
    assert_eq!(committed.is_ok(), kept == 1, "{committed:?}, and {kept} rows");
    if let Err(error) = committed {
        assert_eq!(error.kind(), ErrorKind::Aborted, "{error:?}");
    }
    Ok(())
}

/// A transaction of another program that has locked that artist, and has done more than any other: the server undoes the other one of
/// two in a deadlock.
fn in_the_way(fix: &Fixture, id: i64) -> Result<Neutral> {
    let other = fix.place().neutral()?;
    let tags: Vec<_> = (0..2000).map(|number| format!("('t{number}', 'x')")).collect();
    other.execute("BEGIN")?;
    other.execute(&format!("INSERT INTO tag (code, label) VALUES {}", tags.join(", ")))?;
    other.execute(&format!("UPDATE artist SET name = 'locked' WHERE id = {id}"))?;
    Ok(other)
}

async fn outside(fix: &Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        ops.quiet(Artist::objects().create(tx, new("a"))).await?;
        assert_eq!(
            ops.quiet(Artist::objects().count(ops.db())).await?,
            0,
            "it sees nothing of the transaction"
        );
        Ok(())
    })
    .await
}

/// By the policy, for an application that is not ready for it.
async fn outside_of_it_can_be_allowed(fix: Fixture) -> Result<()> {
    outside(&fix).await
}

/// With the same effect, and a line in the log.
async fn outside_of_it_can_be_warned_of(fix: Fixture) -> Result<()> {
    outside(&fix).await
}
