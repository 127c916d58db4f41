//! SQL of the user's own.

use super::Compiler;
use crate::{
    error::{Error, ErrorKind, Result},
    value::Value,
};

/// Writes `sql`, with the database's placeholders for its `?`.
pub(super) fn write(compiler: &mut Compiler<'_>, sql: &str, params: &[Value]) -> Result<()> {
    let mut written = 0;
    let mut given = params.iter();
    let mut asked = 0;
    for place in placeholders(sql) {
        if sql.as_bytes().get(place + 1).is_some_and(u8::is_ascii_digit) {
            let message =
                format!("a numbered placeholder at byte {place} of the SQL; write `?` for each value");
            return Err(Error::new(ErrorKind::Usage, message));
        }
        asked += 1;
        let Some(value) = given.next() else { continue };
        compiler.sql(&sql[written..place]);
        let stored = compiler.dialect.untyped(value)?;
        compiler.bind(stored);
        written = place + 1;
    }
    if asked != params.len() {
        return Err(mismatch(asked, params.len()));
    }
    compiler.sql(&sql[written..]);
    Ok(())
}

/// Where in `sql` a `?` stands for a parameter.
fn placeholders(sql: &str) -> Vec<usize> {
    let bytes = sql.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = &bytes[at + 1..];
        at += 1 + match (byte, rest.first()) {
            (b'\'' | b'"' | b'`', _) => through(rest, &[*byte]),
            (b'[', _) => through(rest, b"]"),
            (b'-', Some(b'-')) => through(rest, b"\n"),
            (b'/', Some(b'*')) => 1 + through(&rest[1..], b"*/"),
            (b'?', _) => {
                found.push(at);
                0
            }
            _ => 0,
        };
    }
    found
}

/// The length of `bytes` up to and with `end`, or to their own end. A doubled quote reads as the end of one
/// literal and the beginning of the next, which comes to the same.
fn through(bytes: &[u8], end: &[u8]) -> usize {
    bytes.windows(end.len()).position(|window| window == end).map_or(bytes.len(), |at| at + end.len())
}

#[cold]
fn mismatch(asked: usize, given: usize) -> Error {
    let message =
        format!("the SQL has {asked} placeholders, and {given} values were given; give one for each `?`");
    Error::new(ErrorKind::Usage, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is quoted or commented out is no placeholder.
    #[test]
    fn only_bare_question_marks_count() {
        for quoted in ["'?'", "'it''s ?'", "\"a?\"", "`?`", "[?]", "-- ?\n", "/* ? * ? */"] {
            let sql = format!("SELECT {quoted} ?");
            assert_eq!(placeholders(&sql), [sql.len() - 1], "{sql}");
        }
        assert_eq!(placeholders("a = ? AND b = ?"), [4, 14]);
        assert_eq!(placeholders("'never closed ?"), [0; 0]);
        assert_eq!(placeholders("? - ? / ?"), [0, 4, 8]);
    }
}
