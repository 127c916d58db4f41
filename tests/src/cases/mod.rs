//! The cases. Each says in its first line what every backend must do.

mod aggregates;
mod bulk;
mod callbacks;
mod captures;
mod closing;
mod crud;
mod data;
mod dropping;
mod errors;
mod executors;
mod expressions;
mod foreign;
mod joins;
mod leases;
mod load;
mod loading;
mod options;
mod ordering;
mod pools;
mod prefetching;
mod preparing;
mod queues;
mod raw_sql;
mod savepoints;
mod sessions;
mod streams;
mod switching;
mod tasks;
mod text;
mod transactions;
mod updates;

use crate::Case;

/// All cases.
pub fn all() -> Vec<Case> {
    [
        crud::cases(),
        bulk::cases(),
        updates::cases(),
        expressions::cases(),
        text::cases(),
        ordering::cases(),
        joins::cases(),
        loading::cases(),
        prefetching::cases(),
        aggregates::cases(),
        streams::cases(),
        raw_sql::cases(),
        errors::cases(),
        foreign::cases(),
        transactions::cases(),
        savepoints::cases(),
        callbacks::cases(),
        options::cases(),
        executors::cases(),
        tasks::cases(),
        captures::cases(),
        sessions::cases(),
        pools::cases(),
        queues::cases(),
        leases::cases(),
        dropping::cases(),
        closing::cases(),
        switching::cases(),
        load::cases(),
        preparing::cases(),
    ]
    .concat()
}

/// The case with that name.
pub fn named(name: &str) -> Option<Case> {
    all().into_iter().find(|case| case.name() == name)
}
