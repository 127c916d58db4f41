//! What every backend needs to know about MySQL and MariaDB, so that none knows it differently: the session, and values
//! as drivers show them.

mod decode;
mod session;

pub use decode::{Clock, Sent, Wire, WireRow};
pub use session::{Answer, CHECK, ENCRYPTED, Encrypted, STOP, session};

use super::Capabilities;

/// What MySQL and MariaDB can do. Only whether statements wait without blocking depends on the backend, and so whether those
/// that nobody wants are stopped, whether rows are
/// streamed, since diesel's library loads all of them first, and whether the type of a parameter is known in a result, since
/// diesel asks for the types of results before it sends any. MariaDB (10.11.19) stores -0.0 as 0.0.
pub const fn capabilities(waits_without_blocking: bool, is_mariadb: bool) -> Capabilities {
    Capabilities {
        waits_without_blocking,
        stops_dropped_statements: waits_without_blocking,
        streams_rows: waits_without_blocking,
        stores_nan: false,
        stores_infinity: false,
        keeps_negative_zero: !is_mariadb,
        folds_unicode_case: true,
        divides_decimals: true,
        concurrent_writers: true,
        limits_statements: true,
        locks_keys_apart: false,
        locks_chosen_tables: !is_mariadb,
        definitions_in_transactions: false,
        defers_constraints: false,
        numbers_above_given_keys: true,
        knows_types_of_parameters: waits_without_blocking,
        knows_error_codes: true,
    }
}
