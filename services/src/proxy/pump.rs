//! One direction of a connection.

use super::{
    Network,
    control::Control,
    link::Link,
    network::{Side, between},
};
use std::{
    io::{ErrorKind, Read, Write},
    net::Shutdown,
    sync::atomic::Ordering,
    time::Duration,
};

/// As much as is read at once.
const CHUNK: usize = 64 * 1024;

/// One direction of a connection: from one side to the other.
pub(super) struct Pump<'p> {
    pub(super) control: &'p Control,
    pub(super) link: &'p Link,
    pub(super) from: Side,
}

/// What has passed since the network is as it is.
#[derive(Default)]
struct Passed {
    since: u64,
    bytes: u64,
}

impl Pump<'_> {
    /// Hands on what comes until there is no more, or the connection is over.
    pub(super) fn run(&self) {
        let (mut chunk, mut passed) = (vec![0; CHUNK], Passed::default());
        loop {
            match self.link.end_of(self.from).read(&mut chunk) {
                Ok(0) => break self.finish(),
                Ok(length) if self.hand_on(&chunk[..length], &mut passed).is_some() => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // The peer is gone, and the other one is told so in the same way.
                _ => {
                    break if !self.link.is_over() {
                        self.link.reset()
                    };
                }
            }
        }
    }

    /// One side has ended what it sends. The other may go on.
    fn finish(&self) {
        if !self.link.is_over() {
            drop(self.link.end_of(self.to()).shutdown(Shutdown::Write));
        }
    }

    /// `None` where the connection is over.
    fn hand_on(&self, mut rest: &[u8], passed: &mut Passed) -> Option<()> {
        let mut late = self.begins_a_reply();
        while !rest.is_empty() {
            let (network, since) = self.control.network().filter(|_| !self.link.is_over())?;
            if passed.since != since {
                *passed = Passed { since, bytes: 0 };
            }
            let length = match network {
                Network::Delay { least, most } if late => {
                    late = false;
                    self.control.hold(self.link, since, between(least, most));
                    continue;
                }
                Network::Pass | Network::Delay { .. } => rest.len(),
                Network::Slow { bytes_per_second } => {
                    let piece =
                        (bytes_per_second / 1000).max(1).min(rest.len().try_into().unwrap_or(u32::MAX));
                    self.control.hold(
                        self.link,
                        since,
                        Duration::from_secs(1) * piece / bytes_per_second.max(1),
                    );
                    piece as usize
                }
                Network::BlackHole => {
                    self.control.hold(self.link, since, Duration::MAX);
                    0
                }
                Network::Cut { from, .. } if from != self.from => rest.len(),
                Network::Cut { after, .. } => self.before_the_cut(after, passed.bytes, rest.len())?,
            };
            self.send(&rest[..length])?;
            passed.bytes += length as u64;
            rest = &rest[length..];
        }
        Some(())
    }

    /// Keeps track of who has asked, and who replies.
    fn begins_a_reply(&self) -> bool {
        if self.from == Side::Client {
            // Before it is sent: the reply may be faster than this thread.
            self.link.asked.store(true, Ordering::SeqCst);
            return false;
        }
        let begins = self.link.asked.swap(false, Ordering::SeqCst);
        if begins {
            self.control.meter.round_trip();
        }
        begins
    }

    /// How many may still pass; where there are none, the connection is cut.
    fn before_the_cut(&self, after: u64, passed: u64, length: usize) -> Option<usize> {
        let left = usize::try_from(after.saturating_sub(passed)).unwrap_or(usize::MAX);
        if left == 0 {
            self.link.cut();
        }
        (left > 0).then_some(left.min(length))
    }

    /// Sends all of it, however slowly the peer reads; `None` where the connection is over.
    fn send(&self, mut rest: &[u8]) -> Option<()> {
        // Before: whoever has received them finds them counted.
        self.count(rest.len());
        while !rest.is_empty() {
            match self.link.end_of(self.to()).write(rest) {
                Ok(length) => rest = &rest[length..],
                Err(error) if is_in_time(error.kind()) && !self.link.is_over() => {}
                Err(_) => return None,
            }
        }
        Some(())
    }

    fn count(&self, bytes: usize) {
        match self.from {
            Side::Client => self.control.meter.sent(bytes),
            Side::Server => self.control.meter.received(bytes),
        }
    }

    fn to(&self) -> Side {
        match self.from {
            Side::Client => Side::Server,
            Side::Server => Side::Client,
        }
    }
}

/// Whether it is only the peer that does not read.
fn is_in_time(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}
