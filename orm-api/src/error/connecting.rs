//! Connections to servers that could not be opened.

use super::{Error, ErrorKind};
use crate::backend::Location;

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
        kind @ (ErrorKind::Unsupported | ErrorKind::Configuration) => (kind, error.to_string()),
        _ => (ErrorKind::Connect, reason(&server.database, &error)),
    };
    let details = error.details().clone();
    Error::new(kind, format!("{location} cannot be opened: {why}")).with_details(details).with_source(error)
}

fn reason(database: &str, error: &Error) -> String {
    let code = (error.details().sqlstate.as_deref(), error.details().native_code);
    match code {
        (Some("3D000"), _) | (_, Some(1049)) => {
            format!("the database `{database}` does not exist; create it")
        }
        (Some("53300"), _) | (_, Some(1040 | 1203 | 1226)) => {
            "the server has no connection left; lower `pool.max_connections`, or raise the server's limit"
                .to_owned()
        }
        (Some("57P03"), _) => "the server is starting up or shutting down; try again".to_owned(),
        _ if error.to_string().to_ascii_lowercase().contains("refused") => {
            "the connection was refused; is the server running there?".to_owned()
        }
        _ => error.to_string(),
    }
}
