//! The bank: accounts, a ledger, marks that are unique, and a counter.

mod tables;
mod work;

pub(super) use tables::{ACCOUNTS, OPENING, make};
pub(super) use work::{count_up, mark, told_of, total_at_once, total_by_halves, transfer};
