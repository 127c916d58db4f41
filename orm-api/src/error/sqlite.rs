//! SQLite's failures, classified from its message: the one thing that both drivers hand on.
//!
//! diesel hides the result code and shows the text (D-28); SQLite's texts are not localised, so that
//! classifying by text is exact, and the same in every phase. A code is kept where the driver has one.

use super::{Details, Error, ErrorKind};
use std::error::Error as StdError;

/// Makes an [`Error`] of what SQLite said. `native_code` is the extended result code, where the driver has it.
pub fn classify(
    message: &str,
    native_code: Option<i32>,
    source: impl StdError + Send + Sync + 'static,
) -> Error {
    let (kind, mut details) = kind_of(message);
    details.native_code = native_code;
    Error::new(kind, format!("sqlite: {message}")).with_details(details).with_source(source)
}

/// Texts that name a failure by how they begin. The longer of two that match stands first.
const BEGINNINGS: &[(&str, ErrorKind)] = &[
    ("UNIQUE constraint failed", ErrorKind::UniqueViolation),
    ("PRIMARY KEY constraint failed", ErrorKind::UniqueViolation),
    ("FOREIGN KEY constraint failed", ErrorKind::ForeignKeyViolation),
    ("NOT NULL constraint failed", ErrorKind::NotNullViolation),
    ("CHECK constraint failed", ErrorKind::CheckViolation),
    ("datatype mismatch", ErrorKind::InvalidValue),
    ("integer overflow", ErrorKind::InvalidValue),
    ("string or blob too big", ErrorKind::InvalidValue),
    ("no such table", ErrorKind::MissingTable),
    ("interrupted", ErrorKind::Cancelled),
    ("database is locked", ErrorKind::Busy),
    ("database table is locked", ErrorKind::Busy),
    ("database schema is locked", ErrorKind::Busy),
    ("attempt to write a readonly database", ErrorKind::ReadOnly),
    ("unable to open database file", ErrorKind::Connect),
    ("file is not a database", ErrorKind::Storage),
    ("database disk image is malformed", ErrorKind::Storage),
    ("database or disk is full", ErrorKind::Storage),
    ("disk I/O error", ErrorKind::Storage),
];

fn kind_of(message: &str) -> (ErrorKind, Details) {
    let found = BEGINNINGS.iter().find(|(text, _)| message.starts_with(text));
    let kind = found.map_or(ErrorKind::Statement, |(_, kind)| *kind);
    let subject = message.split_once(": ").map(|(_, subject)| subject);
    let details = match (kind, subject) {
        (ErrorKind::UniqueViolation | ErrorKind::NotNullViolation, Some(columns)) => columns_of(columns),
        (ErrorKind::CheckViolation, Some(name)) => return check_violation(name),
        (ErrorKind::MissingTable, Some(table)) => {
            Details { table: Some(table.to_owned()), ..Details::default() }
        }
        _ => Details::default(),
    };
    (kind, details)
}

/// The name of the check that keeps a decimal's digits begins with this: breaking it is a value that the
/// column cannot keep, as `numeric(p, s)` refuses it on servers.
pub const DIGITS_CHECK: &str = "segue_digits_";

fn check_violation(name: &str) -> (ErrorKind, Details) {
    let kind = match name.starts_with(DIGITS_CHECK) {
        true => ErrorKind::InvalidValue,
        false => ErrorKind::CheckViolation,
    };
    (kind, Details { constraint: Some(name.to_owned()), ..Details::default() })
}

/// `album.title, album.artist_id` or `index 'album_lower_title'`.
fn columns_of(subject: &str) -> Details {
    if let Some(index) = subject.strip_prefix("index '").and_then(|rest| rest.strip_suffix('\'')) {
        return Details { constraint: Some(index.to_owned()), ..Details::default() };
    }
    let pairs: Vec<(&str, &str)> = subject.split(", ").filter_map(|name| name.rsplit_once('.')).collect();
    let columns: Vec<&str> = pairs.iter().map(|(_, column)| *column).collect();
    let table = pairs.first().map(|(table, _)| (*table).to_owned());
    Details { table, column: (!columns.is_empty()).then(|| columns.join(", ")), ..Details::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classified(message: &str) -> Error {
        classify(message, None, std::fmt::Error)
    }

    /// A unique violation names table and columns, as both drivers pass them on.
    #[test]
    fn unique_names_table_and_columns() {
        let error = classified("UNIQUE constraint failed: album.title, album.artist_id");
        assert!(error.is_unique_violation());
        assert_eq!((error.table(), error.column()), (Some("album"), Some("title, artist_id")));
    }

    /// A check of the user's own is a check violation; the one that keeps a decimal's digits is a bad value.
    #[test]
    fn checks_are_told_apart() {
        assert_eq!(classified("CHECK constraint failed: positive").kind(), ErrorKind::CheckViolation);
        assert_eq!(classified("CHECK constraint failed: segue_digits_price").kind(), ErrorKind::InvalidValue);
    }

    /// What is unknown is a statement error, never a guess at something more specific.
    #[test]
    fn the_unknown_is_a_statement_error() {
        assert_eq!(classified("near \"SELEC\": syntax error").kind(), ErrorKind::Statement);
    }
}
