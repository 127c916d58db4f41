//! Connections that were lost while they were in use.

use super::{Error, ErrorKind};
use std::error::Error as StdError;

/// Says that the connection was lost: in words that do not depend on the driver, whose own stay in the source. One driver still
/// gets to read why the server has closed the connection, another only meets its end.
#[cold]
pub fn lost(database: &str, source: impl StdError + Send + Sync + 'static) -> Error {
    let message = format!("{database}: the connection was lost: the server has ended it, or the network has");
    Error::new(ErrorKind::ConnectionLost, message).with_source(source)
}
