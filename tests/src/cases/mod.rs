//! The cases. Each says in its first line what every backend must do.

mod aggregates;
mod bulk;
mod bulk_update;
mod bursts;
mod callbacks;
mod cancelling;
mod captures;
mod closing;
mod crud;
mod data;
mod dropping;
mod encryption;
mod errors;
mod executors;
mod expressions;
mod failures;
mod foreign;
mod foreign_mysql;
mod foreign_postgres;
mod get_or_create;
mod health;
mod holders;
mod joins;
mod leases;
mod load;
mod loading;
mod locking;
mod options;
mod ordering;
mod parts;
mod plans;
mod pools;
mod prefetching;
mod preparing;
mod queues;
mod raw_sql;
mod reading;
mod round_trips;
mod savepoints;
mod sessions;
mod settings;
mod streams;
mod switching;
mod switching_refused;
mod tables;
mod tasks;
mod text;
mod traces;
mod transactions;
mod updates;

use crate::Case;

/// All cases.
pub fn all() -> Vec<Case> {
    [
        crud::cases(),
        get_or_create::cases(),
        bulk::cases(),
        bulk_update::cases(),
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
        failures::cases(),
        foreign::cases(),
        foreign_postgres::cases(),
        foreign_mysql::cases(),
        transactions::cases(),
        savepoints::cases(),
        callbacks::cases(),
        options::cases(),
        parts::cases(),
        executors::cases(),
        tasks::cases(),
        captures::cases(),
        sessions::cases(),
        tables::cases(),
        traces::cases(),
        pools::cases(),
        health::cases(),
        holders::cases(),
        queues::cases(),
        bursts::cases(),
        leases::cases(),
        locking::cases(),
        dropping::cases(),
        cancelling::cases(),
        encryption::cases(),
        closing::cases(),
        switching::cases(),
        switching_refused::cases(),
        load::cases(),
        preparing::cases(),
        plans::cases(),
        round_trips::cases(),
    ]
    .concat()
}

/// The case with that name.
pub fn named(name: &str) -> Option<Case> {
    all().into_iter().find(|case| case.name() == name)
}
