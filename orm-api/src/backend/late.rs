//! What those are told who have waited in vain: who has what they waited for.

use super::{
    Demand, PoolStatus,
    holders::{Holder, Holders},
};
use crate::error::{Error, ErrorKind};
use std::{fmt, sync::Arc, time::Duration};

/// Somebody waited in vain.
pub(super) struct TooLate<'a> {
    /// For what.
    pub(super) wanted: &'static str,
    /// For how long.
    pub(super) within: Duration,
    /// Who it was.
    pub(super) demand: Demand,
    /// How the pool was.
    pub(super) status: PoolStatus,
    /// Who has what was waited for.
    pub(super) holders: &'a Arc<Holders>,
}

impl TooLate<'_> {
    /// The error.
    pub(super) fn told(&self) -> Error {
        Error::new(ErrorKind::AcquireTimeout, self.to_string())
    }
}

impl fmt::Display for TooLate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TooLate { wanted, within, demand, status, holders } = self;
        let PoolStatus { max, in_use, open, waiting, .. } = status;
        let idle = open.saturating_sub(*in_use);
        write!(
            f,
            "{wanted} did not come free within {within:?}: {in_use} of {max} connections in use, {idle} idle, "
        )?;
        write!(f, "{waiting} callers wait")?;
        if let Some(Holder { place, since, .. }) = holders.oldest() {
            write!(
                f,
                "; it is held longest, for {:.1?} now, by what was called at {place}",
                since.elapsed()
            )?;
        }
        let who = demand.who;
        if let Some(Holder { place, .. }) = holders.of(who) {
            write!(
                f,
                "; the {who} that waits has itself taken it at {place}, and not given it back: use that handle"
            )?;
        }
        f.write_str("; shorten transactions, or raise `pool.max_connections` or `pool.acquire_timeout`")
    }
}
