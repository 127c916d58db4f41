//! Free ports.

use crate::problem::Problem;
use std::{
    hash::{BuildHasher, RandomState},
    net::{Ipv4Addr, TcpListener},
    ops::Range,
};

/// Where ports are taken from: below those that systems lend to outgoing connections (from 32768 on Linux). Were a
/// stopped server's port lent meanwhile, it could not start on it again; and a client that tries again and again to
/// reach a stopped server on such a port ends up connected to itself.
const RANGE: Range<u16> = 20_000..32_000;

/// How many are tried.
const TRIES: usize = 1_000;

/// Whether a server could listen on the port.
pub(crate) fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A port that is free now. Another process may get the same one: who starts a server has to see whether it was in time.
///
/// # Errors
/// Where none is found.
pub(crate) fn free() -> Result<u16, Problem> {
    let random = || RandomState::new().hash_one(());
    let port = || RANGE.start + (random() % u64::from(RANGE.end - RANGE.start)) as u16;
    let none = || Problem::new(format!("found no free port among {TRIES} of {RANGE:?}"));
    (0..TRIES).map(|_| port()).find(|port| is_free(*port)).ok_or_else(none)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A port is free until somebody listens on it.
    #[test]
    fn a_taken_port_is_not_free() {
        let port = free().unwrap();
        assert!(RANGE.contains(&port));
        let _listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
        assert!(!is_free(port));
    }
}
