//! A server that sends back what it gets, and its clients.

use segue_services::Proxy;
use std::{
    fs,
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// Nothing takes as long.
pub(crate) const LIMIT: Duration = Duration::from_secs(10);

/// Sends back what it gets, until it is dropped; connections that there are then live on.
pub(crate) struct Echo {
    address: SocketAddr,
    stop: mpsc::Sender<()>,
    ends: mpsc::Receiver<Option<ErrorKind>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Echo {
    pub(crate) fn start() -> Echo {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let ((stop, stopped), (ended, ends)) = (mpsc::channel(), mpsc::channel());
        let thread = thread::spawn(move || {
            for client in listener.incoming() {
                if stopped.try_recv() != Err(mpsc::TryRecvError::Empty) {
                    break;
                }
                let (client, ended) = (client.unwrap(), ended.clone());
                thread::spawn(move || ended.send(send_back(client)));
            }
        });
        Echo { address, stop, ends, thread: Some(thread) }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How so many connections ended: in an orderly way, or with an error.
    pub(crate) fn ends(&self, number: usize) -> Vec<Option<ErrorKind>> {
        (0..number).map(|_| self.ends.recv_timeout(LIMIT).unwrap()).collect()
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        self.stop.send(()).unwrap();
        TcpStream::connect(self.address).unwrap();
        self.thread.take().unwrap().join().unwrap();
    }
}

fn send_back(mut client: TcpStream) -> Option<ErrorKind> {
    client.set_nodelay(true).unwrap();
    let mut chunk = [0; 4096];
    loop {
        let sent = match client.read(&mut chunk) {
            Ok(0) => return None,
            Ok(length) => client.write_all(&chunk[..length]),
            Err(error) => Err(error),
        };
        if let Err(error) = sent {
            return Some(error.kind());
        }
    }
}

/// A client of the server behind the proxy.
pub(crate) fn connect(proxy: &Proxy) -> TcpStream {
    let client = TcpStream::connect(proxy.address()).unwrap();
    client.set_nodelay(true).unwrap();
    client.set_read_timeout(Some(LIMIT)).unwrap();
    client
}

/// Sends something, and reads as much.
pub(crate) fn says(client: &mut TcpStream, what: &[u8]) -> Vec<u8> {
    client.write_all(what).unwrap();
    let mut answer = vec![0; what.len()];
    client.read_exact(&mut answer).unwrap();
    answer
}

/// Sees that no thread of this process has such a name once this test's own are gone, where the system tells.
pub(crate) fn expect_no_thread_of(name: &str) {
    let deadline = Instant::now() + LIMIT;
    loop {
        let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
        let names = tasks.filter_map(|task| fs::read_to_string(task.path().join("comm")).ok());
        let left: Vec<String> = names.filter(|comm| comm.starts_with(name)).collect();
        if left.is_empty() {
            return;
        }
        // The other tests' proxies end too.
        assert!(Instant::now() < deadline, "{left:?} are left");
        thread::park_timeout(Duration::from_millis(5));
    }
}
