//! A PgBouncer in front of a server of one's own.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests are tests")]
#![allow(dead_code, reason = "the cases of the databases are beside what is shared")]

mod cases;

use cases::tools::{folder, query, require, usual, value};
use segue_services::{Engine, Options, find, find_pgbouncer, pgbouncer};

fn available() -> bool {
    let both = [(find(Engine::Postgres), "postgres"), (find_pgbouncer(), "pgbouncer")];
    both.into_iter().all(|(found, name)| require(found, name).is_some())
}

/// Statements go through it with the server's user and password, one server connection serves several clients, and it is
/// gone when it is dropped.
#[test]
fn it_stands_in_front_of_a_server() {
    if !available() {
        return;
    }
    let server = usual(Engine::Postgres);
    let mut bouncer = pgbouncer(&server, &Options::new().argument("default_pool_size = 1")).unwrap();
    assert!(bouncer.answers() && bouncer.port != server.port);
    assert_eq!(bouncer.socket, None);
    let who = "SELECT pg_backend_pid()";
    assert_eq!(value(&bouncer, who), value(&bouncer, who));
    if let Some(output) = query(&bouncer, "wrong", who) {
        assert!(!output.status.success());
    }
    bouncer.stop().unwrap();
    assert!(!bouncer.answers() && server.answers());
    bouncer.start().unwrap();
    assert!(bouncer.answers());
    let gone = bouncer.clone();
    drop(bouncer);
    assert!(!gone.answers() && !folder(&gone).exists() && server.answers());
}

/// It speaks to PostgreSQL only.
#[test]
fn other_databases_are_refused() {
    if !available() || require(find(Engine::MariaDb), "mysql").is_none() {
        return;
    }
    let message = pgbouncer(&usual(Engine::MariaDb), &Options::new()).unwrap_err().to_string();
    assert_eq!(message, "PgBouncer speaks to PostgreSQL, not to MariaDB");
}
