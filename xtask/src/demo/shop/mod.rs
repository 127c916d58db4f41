//! A music shop of Segue's own making.

mod data;
mod models;
mod workload;

pub(super) use workload::Shop;
