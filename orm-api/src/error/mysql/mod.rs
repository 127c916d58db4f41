//! The failures of MySQL and MariaDB. sqlx hands on the server's number; diesel hides it and shows the text (D-49, D-81), in
//! English, which every session asks for. One table holds both for every failure that Segue tells apart, so that both ways
//! lead to the same kind.

mod known;
mod named;

use super::{Details, Error, ErrorKind, lost};
use std::error::Error as StdError;

/// Makes an [`Error`] of what the server, or its library, said. `number` is the server's, where the driver has it.
pub fn classify(message: &str, number: Option<u16>, source: impl StdError + Send + Sync + 'static) -> Error {
    let known = known::found(message, number);
    let kind = known.map_or(ErrorKind::Statement, |known| known.kind);
    let details = Details { native_code: number.map(i32::from), ..named::details(kind, message) };
    match kind {
        ErrorKind::ConnectionLost => lost("mysql", source).with_details(details),
        kind => Error::new(kind, format!("mysql: {message}")).with_details(details).with_source(source),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(message: &str) -> Error {
        classify(message, None, std::fmt::Error)
    }

    /// A text leads to the same kind as any of its numbers.
    #[test]
    fn texts_and_numbers_agree() {
        for known in known::KNOWN {
            for begins in known.begins {
                let message = begins.replace('*', "x");
                assert_eq!(said(&message).kind(), known.kind, "{message}");
            }
            for number in known.numbers {
                assert_eq!(classify("", Some(*number), std::fmt::Error).kind(), known.kind, "{number}");
            }
        }
        assert_eq!(said("You have an error in your SQL syntax").kind(), ErrorKind::Statement);
    }
}
