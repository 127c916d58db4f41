//! The bank's tables.

use segue::prelude::*;

/// So many accounts there are, with ids from 1.
pub(in crate::torture) const ACCOUNTS: i64 = 16;

/// What each account has at first.
pub(in crate::torture) const OPENING: i64 = 1_000;

/// An account.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "account")]
pub(super) struct Account {
    #[field(primary_key)]
    pub(super) id: i64,
    pub(super) balance: i64,
}

/// A transfer that was made. Nothing keeps it from standing there twice: that is to be seen.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "ledger")]
pub(super) struct Entry {
    #[field(primary_key, auto)]
    pub(super) id: i64,
    #[field(index)]
    pub(super) client: i64,
    pub(super) number: i64,
    pub(super) source: i64,
    pub(super) target: i64,
    pub(super) amount: i64,
}

/// A text that stands there once.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "mark")]
pub(super) struct Mark {
    #[field(primary_key, auto)]
    pub(super) id: i64,
    #[field(max_length = 60, unique)]
    pub(super) code: String,
}

/// The counter, which is one row.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "counter")]
pub(super) struct Counter {
    #[field(primary_key)]
    pub(super) id: i64,
    pub(super) steps: i64,
}

/// Makes the tables, the accounts, and the counter at zero.
///
/// # Errors
/// The database's.
pub(in crate::torture) async fn make(db: &Database) -> Result<()> {
    create_tables(db, &[Account::def(), Entry::def(), Mark::def(), Counter::def()]).await?;
    let accounts = (1..=ACCOUNTS).map(|id| NewAccount { id, balance: OPENING });
    Account::objects().bulk_create(db, accounts).await?;
    Counter::objects().create(db, NewCounter { id: 1, steps: 0 }).await.map(drop)
}
