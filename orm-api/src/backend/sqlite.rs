//! What every backend needs to know about SQLite's files, so that none knows it differently.

use super::{Access, Capabilities, Flow, Location, RowSink, Statement};
use crate::{
    error::{Error, ErrorKind, Result},
    value::{Cell, Row},
};
use std::{fmt::Write, fs::File, io, path::Path};

/// What SQLite can do. Only whether statements wait without blocking depends on the backend, and whether those that nobody wants
/// are stopped: sqlx shows SQLite's progress to a function, and diesel neither that nor `sqlite3_interrupt`.
pub const fn capabilities(waits_without_blocking: bool) -> Capabilities {
    Capabilities {
        waits_without_blocking,
        stops_dropped_statements: waits_without_blocking,
        streams_rows: true,
        stores_nan: false,
        stores_infinity: true,
        keeps_negative_zero: false,
        folds_unicode_case: false,
        divides_decimals: false,
        concurrent_writers: false,
        limits_statements: false,
        locks_keys_apart: true,
        locks_chosen_tables: true,
        definitions_in_transactions: true,
        defers_constraints: true,
        numbers_above_given_keys: true,
        knows_types_of_parameters: true,
        knows_error_codes: true,
    }
}

/// The file as a URI of SQLite's own (<https://www.sqlite.org/uri.html>), with the mode in it: the one form that
/// every driver passes on unchanged (D-19). Drivers hand it to `sqlite3_open_v2`.
///
/// # Errors
/// [`ErrorKind::Internal`] for [`Location::Memory`], which has become a private file before a backend is opened;
/// [`ErrorKind::Configuration`] where the name holds a NUL, which SQLite takes for its end.
pub fn uri(location: &Location) -> Result<String> {
    let Location::Sqlite { path, create, read_only } = location else {
        let message = "`sqlite::memory:` reached a backend; it must be replaced by a private file before";
        return Err(Error::new(ErrorKind::Internal, message));
    };
    let bytes = path.as_os_str().as_encoded_bytes();
    if bytes.contains(&0) {
        let message = format!("the file name `{}` holds a NUL; remove it", path.display());
        return Err(Error::new(ErrorKind::Configuration, message));
    }
    // Without the two slashes SQLite would take what follows a leading `//` for the name of a host.
    let mut uri = String::from(match (path.is_absolute(), bytes.first()) {
        (true, Some(b'/')) => "file://",
        (true, _) => "file:///",
        (false, _) => "file:",
    });
    for byte in bytes {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => uri.push(*byte as char),
            // Writing to a `String` cannot fail.
            _ => drop(write!(uri, "%{byte:02X}")),
        }
    }
    uri.push_str(match (read_only, create) {
        (true, _) => "?mode=ro",
        (false, true) => "?mode=rwc",
        (false, false) => "?mode=rw",
    });
    Ok(uri)
}

/// Says of a connection that could not be opened which file it was, why, and what would work.
#[cold]
pub fn cannot_open(location: &Location, error: Error) -> Error {
    let Location::Sqlite { path, create, .. } = location else { return error };
    let reason = reason(path, *create, &error);
    let message = format!("the SQLite file `{}` cannot be opened: {reason}", path.display());
    let details = error.details().clone();
    Error::new(ErrorKind::Connect, message).with_details(details).with_source(error)
}

fn reason(path: &Path, create: bool, error: &Error) -> String {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(directory) = directory.filter(|directory| !directory.is_dir()) {
        return format!("the directory `{}` does not exist; create it", directory.display());
    }
    if path.is_dir() {
        return "it is a directory; name a file".to_owned();
    }
    match File::open(path).map_err(|error| error.kind()) {
        Err(io::ErrorKind::NotFound) if !create => {
            "it does not exist; create it, or open it with `mode=rwc`".to_owned()
        }
        Err(io::ErrorKind::NotFound) => {
            format!("it cannot be created ({error}); check the permissions of its directory")
        }
        Err(io::ErrorKind::PermissionDenied) => "permission denied; check who may read it".to_owned(),
        _ if error.kind() == ErrorKind::Storage => format!("{error}; name a SQLite database"),
        _ => error.to_string(),
    }
}

/// Asks a new connection for the text encoding. It is the first statement that reads the file, and so the
/// one that fails where the file is no database.
pub fn encoding() -> Statement {
    Statement::plain("PRAGMA encoding", Access::Read)
}

/// Takes the answer to [`encoding`], and refuses all but UTF-8: of text kept in UTF-16, sqlx hands on the bytes as
/// they are, and diesel what SQLite makes of them.
pub struct Utf8Only;

impl RowSink for Utf8Only {
    fn row(&mut self, row: &dyn Row) -> Result<Flow> {
        let mut other = None;
        row.cell(0, &mut |cell| match cell {
            Cell::Text("UTF-8") => {}
            cell => other = Some(format!("{cell:?}")),
        })?;
        let Some(other) = other else { return Ok(Flow::More) };
        let message = format!("its text encoding is {other}; dump it into a new database with `UTF-8`");
        Err(Error::new(ErrorKind::Unsupported, message))
    }
}

/// Says that the text in column `index` is none.
#[cold]
pub fn not_utf8(index: usize) -> Error {
    let message =
        format!("result column {index}: text that is not UTF-8; read it as bytes, by a cast to BLOB");
    Error::new(ErrorKind::Decode, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri_of(url: &str) -> String {
        uri(&Location::parse(url).unwrap()).unwrap()
    }

    /// Every mode, and names that would mean something else in a URI.
    #[test]
    fn files_become_uris() {
        assert_eq!(uri_of("sqlite:shop.db"), "file:shop.db?mode=rwc");
        assert_eq!(uri_of("sqlite:/var/shop.db?mode=ro"), "file:///var/shop.db?mode=ro");
        let path = "/a b/#1 %41é.db".into();
        let odd = Location::Sqlite { path, create: false, read_only: false };
        assert_eq!(uri(&odd).unwrap(), "file:///a%20b/%231%20%2541%C3%A9.db?mode=rw");
    }

    /// What is no file, or not the one that it seems to be, is refused.
    #[test]
    fn what_is_no_file_is_refused() {
        assert_eq!(uri(&Location::Memory).unwrap_err().kind(), ErrorKind::Internal);
        let cut = Location::Sqlite { path: "a\0b".into(), create: true, read_only: false };
        assert_eq!(uri(&cut).unwrap_err().kind(), ErrorKind::Configuration);
    }
}
