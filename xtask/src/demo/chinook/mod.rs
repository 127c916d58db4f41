//! The same work over tables that Segue did not make: the Chinook database.

mod models;
mod workload;

pub(super) use workload::Chinook;
