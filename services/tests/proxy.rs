//! What a proxy does to the network, seen by a client of a server that sends back what it gets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests are tests")]

#[path = "proxy/echo.rs"]
mod echo;

use echo::{Echo, connect, says};
use segue_services::{Network, Proxy, Side};
use std::{
    io::{ErrorKind, Read, Write},
    time::{Duration, Instant},
};

fn started() -> (Echo, Proxy) {
    let echo = Echo::start();
    let proxy = Proxy::start(echo.address()).unwrap();
    (echo, proxy)
}

/// Connections, bytes of either side, and one round trip for each question, however long it is.
#[test]
fn it_counts_what_passes() {
    let (_echo, proxy) = started();
    let (mut one, mut two) = (connect(&proxy), connect(&proxy));
    for _ in 0..3 {
        assert_eq!(says(&mut one, b"hello"), b"hello");
    }
    assert_eq!(says(&mut two, &[7; 100]), [7; 100]);
    let counts = proxy.counts();
    assert_eq!((counts.connections, counts.sent, counts.received), (2, 115, 115));
    assert_eq!(counts.round_trips, 4);
    assert_eq!(proxy.open(), 2);
}

/// What is more than one read takes arrives whole and in order.
#[test]
fn much_passes() {
    let (_echo, proxy) = started();
    let mut client = connect(&proxy);
    let sent: Vec<u8> = (0..3_000_000_u32).map(|number| (number % 251) as u8).collect();
    let mut writer = client.try_clone().unwrap();
    let much = sent.clone();
    let writing = std::thread::spawn(move || writer.write_all(&much).unwrap());
    let mut received = vec![0; sent.len()];
    client.read_exact(&mut received).unwrap();
    writing.join().unwrap();
    assert!(received == sent);
}

/// The end of what one side sends is handed on; the other side may go on.
#[test]
fn one_side_may_end() {
    let (_echo, proxy) = started();
    let mut client = connect(&proxy);
    client.write_all(b"bye").unwrap();
    client.shutdown(std::net::Shutdown::Write).unwrap();
    let mut all = Vec::new();
    client.read_to_end(&mut all).unwrap();
    assert_eq!(all, b"bye");
}

/// Each reply comes later, and not sooner than the shortest delay.
#[test]
fn replies_are_delayed() {
    let (_echo, proxy) = started();
    let mut client = connect(&proxy);
    let (least, most) = (Duration::from_millis(20), Duration::from_millis(30));
    proxy.set(Network::Delay { least, most });
    let start = Instant::now();
    for _ in 0..3 {
        says(&mut client, b"hello");
    }
    assert!(start.elapsed() >= least * 3);
    proxy.set(Network::Pass);
    let start = Instant::now();
    says(&mut client, b"hello");
    assert!(start.elapsed() < least, "it is delayed still");
}

/// So many bytes each second, in pieces.
#[test]
fn a_slow_network_takes_its_time() {
    let (_echo, proxy) = started();
    let mut client = connect(&proxy);
    proxy.set(Network::Slow { bytes_per_second: 10_000 });
    let start = Instant::now();
    client.write_all(&[1; 500]).unwrap();
    let mut piece = [0; 500];
    assert!(client.read(&mut piece).unwrap() < 500, "it came at once");
    client.read_exact(&mut piece[..400]).unwrap();
    assert!(start.elapsed() >= Duration::from_millis(40), "{:?}", start.elapsed());
}

/// Nothing passes, nothing breaks, and nothing is lost; new connections are made as well.
#[test]
fn a_black_hole_keeps_everything() {
    let (_echo, proxy) = started();
    let mut client = connect(&proxy);
    says(&mut client, b"hello");
    proxy.set(Network::BlackHole);
    let mut new = connect(&proxy);
    for client in [&mut client, &mut new] {
        client.write_all(b"are you there").unwrap();
        client.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let silence = client.read(&mut [0; 1]).unwrap_err().kind();
        assert!(matches!(silence, ErrorKind::WouldBlock | ErrorKind::TimedOut), "{silence}");
        client.set_read_timeout(Some(echo::LIMIT)).unwrap();
    }
    proxy.set(Network::Pass);
    let mut answer = [0; 13];
    client.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"are you there");
    new.read_exact(&mut answer).unwrap();
}

/// Both peers are told that there is no such connection, also out of a black hole; new connections are made.
#[test]
fn a_reset_reaches_both_peers() {
    let (echo, proxy) = started();
    for network in [Network::Pass, Network::BlackHole] {
        let mut client = connect(&proxy);
        says(&mut client, b"hello");
        proxy.set(network);
        client.write_all(b"more").unwrap();
        proxy.reset().unwrap();
        let end = client.read_to_end(&mut Vec::new()).map_err(|error| error.kind());
        assert_eq!(end, Err(ErrorKind::ConnectionReset));
        assert_eq!(proxy.open(), 0);
        proxy.set(Network::Pass);
    }
    assert_eq!(echo.ends(2), [Some(ErrorKind::ConnectionReset); 2]);
    assert_eq!(says(&mut connect(&proxy), b"again"), b"again");
}

/// Both peers see an orderly end.
#[test]
fn a_cut_is_an_orderly_end() {
    let (echo, proxy) = started();
    let mut client = connect(&proxy);
    says(&mut client, b"hello");
    proxy.cut().unwrap();
    assert_eq!(client.read(&mut [0; 1]).unwrap(), 0);
    assert_eq!(echo.ends(1), [None]);
}

/// So many bytes of either side pass, and then none.
#[test]
fn it_is_cut_after_so_many_bytes() {
    let (_echo, proxy) = started();
    for (from, after, arrive) in [(Side::Client, 12, 12), (Side::Server, 7, 7), (Side::Server, 0, 0)] {
        let mut client = connect(&proxy);
        says(&mut client, b"before");
        let before = proxy.counts();
        proxy.set(Network::Cut { from, after });
        client.write_all(b"hello").unwrap();
        if arrive > 5 {
            client.read_exact(&mut [0; 5]).unwrap();
        }
        client.write_all(b"hello to you").unwrap();
        let mut rest = Vec::new();
        // Where the proxy had not read all, its system says that the connection was reset.
        let _ = client.read_to_end(&mut rest);
        let now = proxy.counts();
        match from {
            Side::Client => assert_eq!(now.sent - before.sent, arrive),
            Side::Server => assert_eq!(now.received - before.received, arrive),
        }
        proxy.set(Network::Pass);
    }
}

/// As if nobody listened; connections that there are go on, and later new ones are made on the same port.
#[test]
fn new_connections_are_refused() {
    let (_echo, proxy) = started();
    let mut client = connect(&proxy);
    says(&mut client, b"hello");
    proxy.refuse().unwrap();
    let refused = std::net::TcpStream::connect(proxy.address()).map(drop).map_err(|error| error.kind());
    assert_eq!(refused, Err(ErrorKind::ConnectionRefused));
    assert_eq!(says(&mut client, b"still here"), b"still here");
    proxy.accept().unwrap();
    assert_eq!(says(&mut connect(&proxy), b"new"), b"new");
    assert_eq!(proxy.counts().connections, 2);
}

/// Where there is no server, the client's connection does not last.
#[test]
fn without_a_server_there_is_no_connection() {
    let echo = Echo::start();
    let proxy = Proxy::start(echo.address()).unwrap();
    drop(echo);
    let mut client = connect(&proxy);
    assert!(client.read(&mut [0; 1]).is_err());
    assert_eq!(proxy.open(), 0);
}

/// Whatever it does at the time: its threads are gone, and so are the connections.
#[test]
fn dropping_it_ends_everything() {
    let networks = [
        Network::Pass,
        Network::BlackHole,
        Network::Delay { least: Duration::from_secs(60), most: Duration::from_secs(60) },
        Network::Slow { bytes_per_second: 1 },
    ];
    for network in networks {
        let (_echo, proxy) = started();
        let mut client = connect(&proxy);
        says(&mut client, b"hello");
        proxy.set(network);
        client.write_all(b"more").unwrap();
        let start = Instant::now();
        drop(proxy);
        assert!(start.elapsed() < Duration::from_secs(5), "{network:?} took {:?}", start.elapsed());
        // An end, or a reset: but no silence.
        let _ = client.read_to_end(&mut Vec::new());
    }
    echo::expect_no_thread_of("segue-proxy");
}
