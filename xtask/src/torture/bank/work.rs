//! What the clients do, as an application would write it.

use super::tables::{ACCOUNTS, Account, Counter, Entry, Mark, NewEntry, NewMark};
use crate::torture::event::{Ticket, Transfer};
use segue::{Isolation, prelude::*};
use std::{future::poll_fn, task::Poll};

/// So often Segue itself runs a transaction again.
const RETRIES: u32 = 3;

/// Moves money and writes it down, in one transaction; what the target gets, in one of the ways that there are.
///
/// # Errors
/// The database's; of another kind where an account is missing.
pub(in crate::torture) async fn transfer(db: &Database, ticket: Ticket, transfer: Transfer) -> Result<()> {
    let Transfer { source, target, amount } = transfer;
    let Ticket { client, number } = ticket;
    let body = async move |tx: &mut Transaction| {
        add(tx, source, -amount).await?;
        // In every phase a client can go away between two statements.
        step_aside().await;
        match number % 4 {
            0 => tx.atomic(async |tx| add(tx, target, amount).await).await?,
            1 => tx.run_blocking(move |tx| add_op(tx, target, amount).wait().and_then(one)).await?,
            _ => add(tx, target, amount).await?,
        }
        step_aside().await;
        Entry::objects().create(tx, NewEntry { client, number, source, target, amount }).await.map(drop)
    };
    db.transaction().retry(RETRIES).run(body).await
}

/// Lets others run, and is woken at once. tokio's `yield_now` would wait for its own thread, which in the mode `sync` may be
/// blocked next, by a statement of another client that waits for this very transaction's locks.
async fn step_aside() {
    let mut aside = false;
    poll_fn(move |cx| {
        if std::mem::replace(&mut aside, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

async fn add(tx: &Transaction, account: i64, amount: i64) -> Result<()> {
    one(add_op(tx, account, amount).await?)
}

fn add_op(tx: &Transaction, account: i64, amount: i64) -> Op<u64> {
    let change = Account::balance.set(Account::balance + amount);
    Account::objects().filter(Account::id.eq(account)).update(tx, change)
}

fn one(rows: u64) -> Result<()> {
    let other = || Error::new(ErrorKind::Application, format!("{rows} rows were changed instead of one"));
    if rows == 1 { Ok(()) } else { Err(other()) }
}

/// Counts one up.
///
/// # Errors
/// The database's; of another kind where the counter is missing.
pub(in crate::torture) async fn count_up(db: &Database) -> Result<()> {
    let counter = Counter::objects().filter(Counter::id.eq(1));
    one(counter.update(db, Counter::steps.set(Counter::steps + 1)).await?)
}

/// Leaves a mark.
///
/// # Errors
/// The database's.
pub(in crate::torture) async fn mark(db: &Database, ticket: Ticket) -> Result<()> {
    let code = format!("{}-{}", ticket.client, ticket.number);
    Mark::objects().create(db, NewMark { code }).await.map(drop)
}

/// How often a transfer stands in the ledger.
///
/// # Errors
/// The database's.
pub(in crate::torture) async fn told_of(db: &Database, ticket: Ticket) -> Result<i64> {
    let Ticket { client, number } = ticket;
    let found =
        Entry::objects().filter(Entry::client.eq(client) & Entry::number.eq(number)).count(db).await?;
    Ok(i64::try_from(found).unwrap_or(i64::MAX))
}

/// The total, in one statement.
///
/// # Errors
/// The database's.
pub(in crate::torture) async fn total_at_once(db: &Database) -> Result<i64> {
    Account::objects().aggregate(db, Sum(Account::balance)).await.map(Option::unwrap_or_default)
}

/// The total, in two statements of a transaction that sees one state.
///
/// # Errors
/// The database's.
pub(in crate::torture) async fn total_by_halves(db: &Database) -> Result<i64> {
    let body = async |tx: &mut Transaction| {
        let half = ACCOUNTS / 2;
        let first = Account::objects().filter(Account::id.le(half)).aggregate(&*tx, Sum(Account::balance));
        let first = first.await?.unwrap_or_default();
        step_aside().await;
        let second = Account::objects().filter(Account::id.gt(half)).aggregate(&*tx, Sum(Account::balance));
        Ok(first + second.await?.unwrap_or_default())
    };
    db.transaction().isolation(Isolation::RepeatableRead).read_only().retry(RETRIES).run(body).await
}
