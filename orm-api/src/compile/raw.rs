//! SQL of the user's own.

use super::{Compiler, Dialect};
use crate::{
    error::{Error, ErrorKind, Result},
    value::Value,
};

/// Writes `sql`, with the database's placeholders for its `?`.
pub(super) fn write(compiler: &mut Compiler<'_>, sql: &str, params: &[Value]) -> Result<()> {
    let mut written = 0;
    let mut given = params.iter();
    let mut asked = 0;
    for (place, mark) in marks(sql, compiler.dialect) {
        match mark {
            b'?' => {}
            b';' if ends(sql, place, compiler.dialect) => continue,
            mark => return Err(refused(mark, place)),
        }
        if sql.as_bytes().get(place + 1).is_some_and(u8::is_ascii_digit) {
            return Err(refused(b'1', place));
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

/// Whether the semicolon at `place` ends the only statement: nothing but white space, comments and semicolons comes
/// after it. One driver would run what comes after it, the other would not (D-23). A trigger has semicolons inside.
fn ends(sql: &str, place: usize, dialect: &dyn Dialect) -> bool {
    let words: Vec<_> = sql.split_whitespace().take(3).map(str::to_ascii_uppercase).collect();
    let trigger =
        words.first().is_some_and(|word| word == "CREATE") && words.iter().any(|word| word == "TRIGGER");
    trigger || bare(sql, place, dialect).all(|(_, byte)| byte.is_ascii_whitespace() || byte == b';')
}

/// Where in `sql` a `?` stands for a parameter, a `;` ends a statement, or `:`, `@` or `$` begins a name.
fn marks(sql: &str, dialect: &dyn Dialect) -> Vec<(usize, u8)> {
    let bytes = sql.as_bytes();
    let names = |at: usize| bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || *next == b'_');
    let cast = |at: usize| at > 0 && bytes[at - 1] == b':';
    bare(sql, 0, dialect)
        .filter(|(at, byte)| match byte {
            b'?' | b';' => true,
            b':' => names(*at) && !cast(*at),
            b'@' if dialect.has_variables() => false,
            b'@' | b'$' => {
                names(*at) && !at.checked_sub(1).is_some_and(|at| bytes[at].is_ascii_alphanumeric())
            }
            _ => false,
        })
        .collect()
}

/// The bytes of `sql` from `start` on, and where they stand, without what is quoted or commented out.
fn bare(sql: &str, start: usize, dialect: &dyn Dialect) -> impl Iterator<Item = (usize, u8)> {
    let mut at = start;
    std::iter::from_fn(move || {
        loop {
            let (place, byte) = (at, *sql.as_bytes().get(at)?);
            match dialect.quoted(sql, place) {
                0 => {
                    at += 1;
                    return Some((place, byte));
                }
                length => at += length,
            }
        }
    })
}

/// The length of the literal, quoted name or comment of standard SQL that begins at `at`; 0 if none does. A doubled quote
/// reads as the end of one literal and the beginning of the next, which comes to the same.
pub(super) fn standard_quoted(sql: &[u8], at: usize) -> usize {
    let end = match (sql[at], sql.get(at + 1)) {
        (quote @ (b'\'' | b'"'), _) => up_to(sql, at + 1, &[quote]),
        (b'-', Some(b'-')) => up_to(sql, at + 2, b"\n"),
        (b'/', Some(b'*')) => up_to(sql, at + 2, b"*/"),
        _ => at,
    };
    end - at
}

/// Where the first `end` from `start` on is over; where `sql` is, if there is none.
pub(super) fn up_to(sql: &[u8], start: usize, end: &[u8]) -> usize {
    let found = sql[start..].windows(end.len()).position(|window| window == end);
    found.map_or(sql.len(), |place| start + place + end.len())
}

#[cold]
fn refused(mark: u8, place: usize) -> Error {
    let message = match mark {
        b';' => format!("a second statement after byte {place} of the SQL; send one statement at a time"),
        b'1' => format!("a numbered placeholder at byte {place} of the SQL; write `?` for each value"),
        _ => format!("a named placeholder at byte {place} of the SQL; write `?` for each value"),
    };
    Error::new(ErrorKind::Usage, message)
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

    fn placeholders(sql: &str) -> Vec<usize> {
        marks(sql, &crate::compile::Sqlite)
            .into_iter()
            .filter(|(_, mark)| *mark == b'?')
            .map(|(at, _)| at)
            .collect()
    }

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

    fn compiled(sql: &str) -> Result<()> {
        let access = crate::backend::Access::Write;
        crate::compile::raw(sql, &[], access, &crate::compile::Sqlite).map(drop)
    }

    /// A second statement is refused; what only looks like one is not (D-23).
    #[test]
    fn one_statement_at_a_time() {
        for sql in
            ["SELECT 1; ", "SELECT ';'; -- DELETE", "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;"]
        {
            assert!(compiled(sql).is_ok(), "{sql}");
        }
        let message = compiled("SELECT 1; DELETE FROM a").unwrap_err().to_string();
        assert!(message.contains("second statement"), "{message}");
    }

    /// SQLite would take a named parameter that nobody binds for NULL.
    #[test]
    fn names_are_no_placeholders() {
        for sql in ["SELECT :name", "SELECT @name", "SELECT $name"] {
            assert_eq!(compiled(sql).unwrap_err().kind(), ErrorKind::Usage, "{sql}");
        }
        assert!(compiled("SELECT 'a:b', x::text").is_ok());
    }
}
