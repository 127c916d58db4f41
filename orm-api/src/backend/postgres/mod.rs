//! What every backend needs to know about PostgreSQL, so that none knows it differently: the session, and values as
//! they lie on the wire.

mod decode;
mod encode;
mod numeric;
mod oid;
mod session;

pub use decode::{Wire, WireRow};
pub use encode::encode;
pub use oid::of_type;
pub use session::{Answer, CHECK, STOP, messages_in_english, session};

use super::Capabilities;

/// What PostgreSQL can do. Only whether statements wait without blocking depends on the backend, and whether those that nobody
/// wants are stopped, for which it must know the server's session.
pub const fn capabilities(waits_without_blocking: bool, stops_dropped_statements: bool) -> Capabilities {
    Capabilities {
        waits_without_blocking,
        stops_dropped_statements,
        streams_rows: true,
        stores_nan: true,
        stores_infinity: true,
        keeps_negative_zero: true,
        folds_unicode_case: true,
        divides_decimals: true,
        concurrent_writers: true,
        limits_statements: true,
        locks_keys_apart: true,
        locks_chosen_tables: true,
        definitions_in_transactions: true,
        defers_constraints: true,
        numbers_above_given_keys: false,
        knows_types_of_parameters: true,
        knows_error_codes: true,
    }
}
