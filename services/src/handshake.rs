//! Whether a server answers: the first bytes of the two protocols.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::Duration,
};

/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(2);

/// Whether what listens on the port is a PostgreSQL (or a PgBouncer) that lets people in. One that is starting,
/// recovering or stopping answers with an error.
pub(crate) fn postgres(port: u16) -> bool {
    // "R": it asks who is there.
    exchange(port, &startup_message()).is_ok_and(|answer| answer[0] == b'R')
}

/// Whether what listens on the port is a MariaDB that lets people in: it speaks first.
pub(crate) fn mariadb(port: u16) -> bool {
    // A packet's length and number, then the protocol's version; an error would have 255 there.
    exchange(port, &[]).is_ok_and(|answer| answer[4] == 10)
}

/// Version 3.0, and who wants to talk to what.
fn startup_message() -> Vec<u8> {
    let parameters = b"user\0segue\0database\0postgres\0\0";
    let mut message = Vec::new();
    message.extend((8 + parameters.len() as u32).to_be_bytes());
    message.extend(196_608_u32.to_be_bytes());
    message.extend(parameters);
    message
}

fn exchange(port: u16, message: &[u8]) -> io::Result<[u8; 5]> {
    let mut stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.write_all(message)?;
    let mut answer = [0; 5];
    stream.read_exact(&mut answer)?;
    Ok(answer)
}
