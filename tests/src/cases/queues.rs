//! Queues: first come, first served; one writer for a file, whoever uses it.

use super::data::artist;
use crate::{
    Case, Fixture, Options, case,
    models::{Artist, Employee, NewEmployee, NewTag, Tag},
    setup::Face,
};
use segue::{PoolStatus, Result, prelude::*};
use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(readers_are_served_in_their_order).tuned(one_connection).concurrent(),
        case!(writers_are_served_in_their_order).needing(|can| !can.concurrent_writers).concurrent(),
        case!(transactions_are_served_in_their_order).tuned(one_connection).concurrent(),
        case!(writers_write_at_the_same_time).holding(4).needing(|can| can.concurrent_writers).concurrent(),
        case!(one_that_gives_up_is_passed_over).only(&crate::Style::ASYNC).tuned(one_connection).concurrent(),
        case!(many_writers_never_collide).concurrent(),
        case!(writers_through_all_modes_never_collide).tuned(nearly_no_busy_timeout).concurrent(),
        case!(both_drivers_see_each_others_work),
    ]
}

fn one_connection(options: &mut Options) {
    options.settings.pool.max_connections = 1;
}

fn nearly_no_busy_timeout(options: &mut Options) {
    options.settings.sqlite.busy_timeout = Duration::ZERO;
}

/// Looks at the pool until it is as expected. A pool has no event to wait for.
pub(super) async fn until(fix: &Fixture, reached: impl Fn(PoolStatus) -> bool) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let status = fix.db().pool()?;
        if reached(status) {
            return Ok(());
        }
        if Instant::now() > deadline {
            crate::runner::fail(format!("the pool stays at {status:?}"));
        }
        match fix.style() {
            crate::Style::Wait => thread::park_timeout(Duration::from_micros(200)),
            _ => tokio::time::sleep(Duration::from_micros(200)).await,
        }
    }
}

/// Who was served, in the order of service.
#[derive(Clone, Default)]
struct Served(Arc<Mutex<Vec<usize>>>);

impl Served {
    fn push(&self, who: usize) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(who);
    }

    fn list(&self) -> Vec<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

const WAITERS: usize = 6;

/// Waiters for one connection.
async fn readers_are_served_in_their_order(fix: Fixture) -> Result<()> {
    in_order(fix, false).await
}

/// Waiters for the turn to write.
async fn writers_are_served_in_their_order(fix: Fixture) -> Result<()> {
    in_order(fix, true).await
}

/// Waiters for one connection, on every database.
async fn transactions_are_served_in_their_order(fix: Fixture) -> Result<()> {
    in_order(fix, true).await
}

/// Each holds what it has written, and none waits for another. Into a table without a unique key of the application's: MySQL would
/// lock what is beside a key that was deleted just before.
async fn writers_write_at_the_same_time(fix: Fixture) -> Result<()> {
    let mut open = Vec::new();
    for name in ["a", "b", "c"] {
        let tx = fix.quiet(fix.db().begin()).await?;
        let new = NewEmployee { name: name.to_owned(), boss: None };
        fix.quiet(Employee::objects().create(&tx, new)).await?;
        open.push(tx);
    }
    assert_eq!(fix.db().pool()?.in_use, 3);
    assert_eq!(fix.quiet(Employee::objects().count(fix.db())).await?, 0);
    for tx in open {
        fix.quiet(tx.commit()).await?;
    }
    assert_eq!(fix.quiet(Employee::objects().count(fix.db())).await?, 3);
    Ok(())
}

/// Each begins a transaction behind the one before, and says when it got it.
async fn in_order(fix: Fixture, writes: bool) -> Result<()> {
    let (served, holder) = (Served::default(), fix.quiet(fix.db().begin()).await?);
    let mut waiters = Vec::new();
    for who in 0..WAITERS {
        let (ops, served) = (fix.clone(), served.clone());
        waiters.push(fix.spawn(async move {
            if writes {
                let tx = ops.quiet(ops.db().begin()).await?;
                served.push(who);
                return ops.quiet(tx.commit()).await;
            }
            let mut rows = ops.rows(&Tag::objects(), ops.db());
            rows.next().await?;
            served.push(who);
            Ok(())
        }));
        until(&fix, |status| status.waiting == who + 1).await?;
    }
    assert_eq!(served.list(), [0; 0]);
    fix.quiet(holder.commit()).await?;
    for waiter in waiters {
        waiter.join().await?;
    }
    // A stream says so after its statement has ended, which the next one need not wait for.
    let list = served.list();
    if writes {
        assert_eq!(list, (0..WAITERS).collect::<Vec<_>>());
    } else {
        assert_eq!(list.len(), WAITERS);
    }
    Ok(())
}

/// A waiter whose future is dropped leaves the queue, and takes nothing along.
async fn one_that_gives_up_is_passed_over(fix: Fixture) -> Result<()> {
    let holder = fix.quiet(fix.db().begin()).await?;
    let impatient = tokio::spawn(fix.db().begin());
    until(&fix, |status| status.waiting == 1).await?;
    let ops = fix.clone();
    let patient = fix.spawn(async move { ops.quiet(Artist::objects().count(ops.db())).await });
    until(&fix, |status| status.waiting == 2).await?;
    impatient.abort();
    until(&fix, |status| status.waiting == 1).await?;
    fix.quiet(holder.commit()).await?;
    assert_eq!(patient.join().await?, 0);
    Ok(())
}

async fn write_many(fix: Fixture, db: Database, name: String, rows: usize) -> Result<()> {
    for number in 0..rows {
        let new = NewTag { code: format!("{name}-{number}"), label: "x".into() };
        match number % 2 {
            0 => drop(fix.quiet(Tag::objects().create(&db, new)).await?),
            _ => {
                let tx = fix.quiet(db.begin()).await?;
                fix.quiet(Tag::objects().create(&tx, new)).await?;
                tokio::task::yield_now().await;
                fix.quiet(tx.commit()).await?;
            }
        }
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// Statements and transactions of many tasks.
async fn many_writers_never_collide(fix: Fixture) -> Result<()> {
    let writers: Vec<_> = (0..8)
        .map(|who| fix.spawn(write_many(fix.clone(), fix.db().clone(), format!("w{who}"), 6)))
        .collect();
    for writer in writers {
        writer.join().await?;
    }
    assert_eq!(fix.quiet(Tag::objects().count(fix.db())).await?, 48);
    Ok(())
}

/// The writer belongs to the file: two backends, with both drivers, share its queue. SQLite itself would not wait.
async fn writers_through_all_modes_never_collide(fix: Fixture) -> Result<()> {
    let mut databases = vec![fix.db().clone()];
    for mode in Mode::ALL {
        databases.push(fix.another(&Face { engine: fix.setup().engine(), mode }).await?);
    }
    let writers: Vec<_> = databases
        .iter()
        .enumerate()
        .map(|(who, db)| fix.spawn(write_many(fix.clone(), db.clone(), format!("db{who}"), 10)))
        .collect();
    for writer in writers {
        writer.join().await?;
    }
    assert_eq!(fix.quiet(Tag::objects().count(fix.db())).await?, 50);
    for db in databases.drain(1..) {
        fix.quiet(db.close(Duration::from_secs(10))).await?;
    }
    Ok(())
}

/// On one file in one process: what one commits, the other reads at once.
async fn both_drivers_see_each_others_work(fix: Fixture) -> Result<()> {
    for mode in Mode::ALL {
        let other = fix.another(&Face { engine: fix.setup().engine(), mode }).await?;
        let made = fix.run(Artist::objects().create(&other, artist(mode.name(), None))).await?;
        assert_eq!(fix.run(Artist::objects().by_pk(made.id).get(fix.db())).await?, made);
        fix.run(made.delete(fix.db())).await?;
        assert_eq!(fix.run(Artist::objects().count(&other)).await?, 0);
        fix.quiet(other.close(Duration::from_secs(10))).await?;
    }
    Ok(())
}
