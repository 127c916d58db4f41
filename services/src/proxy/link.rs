//! One connection through a proxy: two sockets.

use super::{control::Control, network::Side, pump::Pump};
use socket2::SockRef;
use std::{
    io,
    net::{Shutdown, SocketAddr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// How long a server may take to be connected to.
const CONNECTING: Duration = Duration::from_secs(10);

/// How often somebody who sends to a peer that does not read looks whether the connection is over.
const PAUSE: Duration = Duration::from_millis(20);

/// One connection through a proxy.
pub(super) struct Link {
    client: TcpStream,
    server: TcpStream,
    /// Whether the client has sent something that was not replied to.
    pub(super) asked: AtomicBool,
    over: AtomicBool,
}

impl Link {
    /// Connects `client` to the server at `upstream`.
    fn connect(client: TcpStream, upstream: SocketAddr) -> io::Result<Self> {
        let connected = TcpStream::connect_timeout(&upstream, CONNECTING).inspect_err(|_| abort(&client));
        let link = Link { client, server: connected?, asked: false.into(), over: false.into() };
        for socket in [&link.client, &link.server] {
            socket.set_nodelay(true)?;
            socket.set_write_timeout(Some(PAUSE))?;
        }
        Ok(link)
    }

    pub(super) fn end_of(&self, side: Side) -> &TcpStream {
        match side {
            Side::Client => &self.client,
            Side::Server => &self.server,
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// Closes it in both directions: each peer sees the end of what the other has sent.
    pub(super) fn cut(&self) {
        self.over.store(true, Ordering::SeqCst);
        for socket in [&self.client, &self.server] {
            // It may be closed already.
            drop(socket.shutdown(Shutdown::Both));
        }
    }

    /// Lets each peer's system be told that there is no such connection (RST), once the sockets are dropped.
    pub(super) fn reset(&self) {
        self.over.store(true, Ordering::SeqCst);
        for socket in [&self.client, &self.server] {
            abort(socket);
            // Wakes who reads, and sends nothing.
            drop(socket.shutdown(Shutdown::Read));
        }
    }
}

/// Has the socket send a reset in place of an orderly end when it is closed.
fn abort(socket: &TcpStream) {
    // Where it cannot be had, it is closed in the orderly way.
    drop(SockRef::from(socket).set_linger(Some(Duration::ZERO)));
}

/// Serves one client until one of the peers, or the proxy, ends it.
pub(super) fn serve(control: &Control, client: TcpStream, upstream: SocketAddr) {
    let Ok(link) = Link::connect(client, upstream).map(Arc::new) else { return };
    let Some(number) = control.enter(&link) else { return };
    thread::scope(|scope| {
        let replies = || Pump { control, link: &link, from: Side::Server }.run();
        let started = thread::Builder::new().name("segue-proxy".into()).spawn_scoped(scope, replies);
        match started {
            Ok(_) => Pump { control, link: &link, from: Side::Client }.run(),
            Err(_) => link.reset(),
        }
    });
    // The one among those that live is the last, so that whoever sees it gone sees its sockets closed.
    drop(link);
    control.leave(number);
}
