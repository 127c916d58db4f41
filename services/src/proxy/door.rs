//! Where clients come in.

use super::{
    control::{Control, Door},
    link,
};
use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread::{self, JoinHandle},
    time::Duration,
};

/// How long is waited before what the system has refused is tried again.
const PAUSE: Duration = Duration::from_millis(5);

/// Lets clients in until the proxy ends, and then waits for the threads that serve them.
pub(super) fn keep(control: &Arc<Control>, listener: TcpListener, address: SocketAddr, upstream: SocketAddr) {
    let (mut listener, mut served) = (Some(listener), Vec::new());
    loop {
        match control.door() {
            Door::Ended => break,
            Door::Shut => {
                drop(listener.take());
                control.listens(false);
                control.wait_at(Door::Shut);
            }
            Door::Open => match &listener {
                Some(open) => served.extend(welcome(control, open, upstream)),
                None => listener = reopened(control, address),
            },
        }
        served.retain(|thread| !thread.is_finished());
    }
    drop(listener);
    // One that panicked has ended too.
    served.into_iter().for_each(|thread| drop(thread.join()));
}

/// Wakes the thread that waits for clients, so that it sees what is to be done.
pub(super) fn knock(address: SocketAddr) {
    // Where nobody listens, nobody has to be woken.
    drop(TcpStream::connect(address));
}

fn welcome(control: &Arc<Control>, listener: &TcpListener, upstream: SocketAddr) -> Option<JoinHandle<()>> {
    let Ok((client, _)) = listener.accept() else {
        thread::park_timeout(PAUSE);
        return None;
    };
    if control.door() != Door::Open {
        return None;
    }
    control.meter.connection();
    let control = control.clone();
    let serve = move || link::serve(&control, client, upstream);
    // Where there is no thread to be had, the client finds its connection closed.
    thread::Builder::new().name("segue-proxy".into()).spawn(serve).ok()
}

fn reopened(control: &Control, address: SocketAddr) -> Option<TcpListener> {
    let listener = TcpListener::bind(address);
    match &listener {
        Ok(_) => control.listens(true),
        Err(_) => thread::park_timeout(PAUSE),
    }
    listener.ok()
}
