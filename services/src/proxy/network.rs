//! What a proxy makes of the network between a client and its server.

use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};

/// What becomes of the bytes between a client and its server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// They pass.
    #[default]
    Pass,
    /// Each reply of the server comes later, by a random time between the two. What follows in the same reply is not
    /// held up again.
    Delay {
        /// The shortest.
        least: Duration,
        /// The longest.
        most: Duration,
    },
    /// So many pass each second in each direction, in pieces of a thousandth of that: what arrives at once otherwise arrives
    /// in many parts.
    Slow {
        /// The rate; none counts as one.
        bytes_per_second: u32,
    },
    /// Connections are made and kept, and nothing passes until the network is another one; what was sent meanwhile
    /// passes then.
    BlackHole,
    /// A connection is closed, in both directions, once so many bytes of that side have passed since the network is this
    /// one.
    Cut {
        /// Who sends the bytes that are counted.
        from: Side,
        /// How many pass; with none, the connection ends at the first that comes.
        after: u64,
    },
}

/// One end of a connection through a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Who has connected to the proxy.
    Client,
    /// What the proxy stands before.
    Server,
}

/// A random time between the two.
pub(super) fn between(least: Duration, most: Duration) -> Duration {
    let range = most.saturating_sub(least).as_nanos().saturating_add(1);
    let random = u128::from(RandomState::new().hash_one(())) % range;
    least + Duration::from_nanos(u64::try_from(random).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both ends of the range are kept to, also where they are the same or the wrong way round.
    #[test]
    fn a_random_time_is_within_its_range() {
        let (one, two) = (Duration::from_millis(1), Duration::from_millis(2));
        for _ in 0..1_000 {
            assert!((one..=two).contains(&between(one, two)));
        }
        assert_eq!(between(one, one), one);
        assert_eq!(between(two, one), two);
    }
}
