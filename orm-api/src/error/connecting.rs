//! Connections to servers that could not be opened.

use super::{Error, ErrorKind};
use crate::backend::Location;
use std::error::Error as _;

/// Says of a connection that could not be opened which server it was, why, and what would work: in words that do not
/// depend on the driver, whose own stay in the source.
#[cold]
pub fn connecting(location: &Location, error: Error) -> Error {
    let Location::Server(server) = location else { return error };
    let (kind, why) = match error.kind() {
        ErrorKind::Authentication => {
            let user = &server.user;
            let why = format!(
                "the server refuses the user `{user}` or its password; check both, and who may connect from here"
            );
            (ErrorKind::Authentication, why)
        }
        ErrorKind::ConnectTimeout => {
            let why =
                "nobody answered in time; check host and port, or raise `server.connect_timeout`".to_owned();
            (ErrorKind::ConnectTimeout, why)
        }
        ErrorKind::PermissionDenied => {
            let why = format!(
                "the user `{}` may not use the database `{}`; grant it",
                server.user, server.database
            );
            (ErrorKind::PermissionDenied, why)
        }
        kind @ (ErrorKind::Unsupported | ErrorKind::Configuration) => (kind, error.to_string()),
        _ => (ErrorKind::Connect, reason(&server.database, &error)),
    };
    let details = error.details().clone();
    Error::new(kind, format!("{location} cannot be opened: {why}")).with_details(details).with_source(error)
}

/// Says that a statement of `pool.setup` failed on a new connection, and which.
#[cold]
pub fn not_set_up(sql: &str, error: Error) -> Error {
    let kind = match error.kind() {
        ErrorKind::ConnectionLost => ErrorKind::Connect,
        _ => ErrorKind::Configuration,
    };
    let message = format!("the statement `{sql}` of `pool.setup` failed on a new connection: {error}");
    Error::new(kind, message).with_details(error.details().clone()).with_source(error)
}

fn reason(database: &str, error: &Error) -> String {
    let told = told(error);
    let is = |texts: &[&str]| texts.iter().any(|text| told.contains(text));
    match error.details().sqlstate.as_deref() {
        Some("3D000") => missing(database),
        _ if is(UNKNOWN_DATABASE) => missing(database),
        _ if is(FULL) => {
            "the server has no connection left; lower `pool.max_connections`, or raise the server's limit"
                .to_owned()
        }
        Some("57P03") => "the server is starting up or shutting down; try again".to_owned(),
        _ if is(UNKNOWN_HOST) => "nobody knows the host; check its name".to_owned(),
        _ if is(REFUSED) => "the connection was refused; is the server running there?".to_owned(),
        _ => error.to_string(),
    }
}

fn missing(database: &str) -> String {
    format!("the database `{database}` does not exist; create it")
}

/// What servers and libraries say, in small letters. Some drivers hand on no code.
const UNKNOWN_DATABASE: &[&str] = &["unknown database"];
const FULL: &[&str] = &[
    "too many connections",
    "too many clients",
    "connection slots are reserved",
    "max_user_connections",
    "has exceeded the 'max_",
];
const UNKNOWN_HOST: &[&str] =
    &["lookup address", "translate host name", "unknown server host", "unknown mysql server host"];
const REFUSED: &[&str] = &["refused", "can't connect to"];

/// What the error and everything behind it say, in small letters.
fn told(error: &Error) -> String {
    let mut told = error.to_string().to_lowercase();
    let mut behind = error.source();
    while let Some(error) = behind {
        told.push_str(&format!("; {error}").to_lowercase());
        behind = error.source();
    }
    told
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use super::*;
    use crate::error::{lost, mysql, postgres};

    /// What different drivers say of the same reason is told in the same words.
    #[test]
    fn reasons_are_told_alike() {
        let location = Location::parse("mysql://me@db/shop").unwrap();
        let why = |error| {
            let told = connecting(&location, error).to_string();
            told.strip_prefix("mysql://me@db:3306/shop cannot be opened: ").unwrap_or(&told).to_owned()
        };
        let text = |message: &str| why(mysql::classify(message, None, std::fmt::Error));
        let number = |message: &str, number| why(mysql::classify(message, Some(number), std::fmt::Error));
        let io = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        assert_eq!(why(lost("mysql", io)), text("Can't connect to server on 'db' (115)"));
        let unknown = "Unknown database 'shop'";
        assert_eq!(text(unknown), number(unknown, 1049));
        assert!(text(unknown).contains("`shop` does not exist"));
        let full = "User 'me' has exceeded the 'max_user_connections' resource (current value: 1)";
        assert_eq!(text(full), number(full, 1226));
        let said =
            postgres::Said { message: "too many connections for role \"me\"", ..postgres::Said::default() };
        assert_eq!(why(postgres::classify(said, std::fmt::Error)), text(full));
    }
}
