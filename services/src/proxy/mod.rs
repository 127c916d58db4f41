//! A proxy between a client and its server, which makes the network a bad one.

mod control;
mod counts;
mod door;
mod link;
mod network;
mod pump;

pub use counts::Counts;
pub use network::{Network, Side};

use crate::{
    port,
    problem::{Attempt, Problem},
};
use control::Control;
use link::Link;
use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::Arc,
    thread::{self, JoinHandle},
    time::Duration,
};

/// How long the proxy's own threads may take to do what they are told.
const LIMIT: Duration = Duration::from_secs(10);

/// A proxy between clients and a server, on 127.0.0.1. What it does to the bytes that pass can be changed while it runs.
///
/// It has two threads for each connection, and one for new ones. Dropping it cuts all connections, and waits for them.
///
/// ```no_run
/// use segue_services::{Network, Proxy};
/// use std::time::Duration;
///
/// # fn main() -> Result<(), segue_services::Problem> {
/// let proxy = Proxy::start(([127, 0, 0, 1], 5432).into())?;
/// println!("connect to {}", proxy.address());
/// proxy.set(Network::Delay { least: Duration::ZERO, most: Duration::from_millis(2) });
/// proxy.reset()?;
/// println!("{} round trips", proxy.counts().round_trips);
/// # Ok(())
/// # }
/// ```
pub struct Proxy {
    address: SocketAddr,
    control: Arc<Control>,
    door: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Starts one before the server at `upstream`, which may come and go: each client gets a connection of its own to
    /// it, and is reset where there is no server.
    ///
    /// # Errors
    /// Where there is no port or no thread to be had.
    pub fn start(upstream: SocketAddr) -> Result<Proxy, Problem> {
        // One that the system lends to nobody: after having refused clients, it listens on the same one again.
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port::free()?));
        let listener = TcpListener::bind(address).attempt(|| format!("cannot listen on {address}"))?;
        let control = Arc::new(Control::default());
        control.listens(true);
        let keeping = control.clone();
        let keep = move || door::keep(&keeping, listener, address, upstream);
        let thread = thread::Builder::new().name("segue-proxy".into()).spawn(keep);
        let door = Some(thread.attempt(|| "cannot start a proxy's thread".to_owned())?);
        Ok(Proxy { address, control, door })
    }

    /// Where clients connect to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Changes the network, for the connections that there are and for new ones.
    pub fn set(&self, network: Network) {
        self.control.set(network);
    }

    /// Breaks off all connections: each peer's system is told that there is no such connection (RST). They are closed when
    /// this returns.
    ///
    /// # Errors
    /// Where one is not closed in time.
    pub fn reset(&self) -> Result<(), Problem> {
        self.break_off(Link::reset)
    }

    /// Closes all connections in an orderly way, in the middle of whatever was sent. They are closed when this returns.
    ///
    /// # Errors
    /// Where one is not closed in time.
    pub fn cut(&self) -> Result<(), Problem> {
        self.break_off(Link::cut)
    }

    /// Refuses new connections from now on, as if nobody listened. Those that there are go on.
    ///
    /// # Errors
    /// Where the port is not closed in time.
    pub fn refuse(&self) -> Result<(), Problem> {
        self.control.refuse(true);
        door::knock(self.address);
        self.expect(self.control.wait_listening(false, LIMIT), "does not stop listening")
    }

    /// Takes new connections again after [`refuse`](Proxy::refuse).
    ///
    /// # Errors
    /// Where somebody else has taken the port meanwhile.
    pub fn accept(&self) -> Result<(), Problem> {
        self.control.refuse(false);
        self.expect(self.control.wait_listening(true, LIMIT), "cannot listen again")
    }

    /// What has passed since it was started.
    pub fn counts(&self) -> Counts {
        self.control.meter.read()
    }

    /// How many connections there are.
    pub fn open(&self) -> usize {
        self.control.open()
    }

    fn break_off(&self, how: fn(&Link)) -> Result<(), Problem> {
        self.expect(self.control.break_off(how, LIMIT), "has connections that do not end")
    }

    fn expect(&self, came: bool, what: &str) -> Result<(), Problem> {
        let problem = || Problem::new(format!("the proxy at {} {what} within {LIMIT:?}", self.address));
        came.then_some(()).ok_or_else(problem)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.control.end();
        drop(self.cut());
        door::knock(self.address);
        if let Some(door) = self.door.take() {
            // One that panicked has ended too.
            drop(door.join());
        }
    }
}
