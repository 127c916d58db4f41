//! What is quoted or commented out in SQL of the user's own, beside what standard SQL has: texts with escapes, texts
//! between dollars, and comments inside comments.

use super::super::raw::{standard_quoted, up_to};

/// The length of the literal, quoted name or comment that begins at `at`; 0 if none does.
pub(super) fn length(sql: &[u8], at: usize) -> usize {
    let inside_name = at.checked_sub(1).is_some_and(|before| continues_name(sql[before]));
    match (sql[at], sql.get(at + 1)) {
        (b'E' | b'e', Some(b'\'')) if !inside_name => escaped(&sql[at..]),
        (b'$', _) if !inside_name => between_dollars(sql, at),
        (b'/', Some(b'*')) => nested(&sql[at..]),
        _ => standard_quoted(sql, at),
    }
}

fn continues_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}

/// `E'it\'s'`.
fn escaped(sql: &[u8]) -> usize {
    let mut at = 2;
    while let Some(byte) = sql.get(at) {
        match byte {
            b'\'' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    sql.len()
}

/// `$$it's$$`, `$tag$it's$tag$`.
fn between_dollars(sql: &[u8], at: usize) -> usize {
    let rest = &sql[at + 1..];
    let Some(tag) = rest.iter().position(|byte| *byte == b'$') else { return 0 };
    let named = rest[..tag].iter().all(|byte| continues_name(*byte));
    if !named || rest.first().is_some_and(u8::is_ascii_digit) {
        return 0;
    }
    let start = at + tag + 2;
    up_to(sql, start, &sql[at..start]) - at
}

/// `/* a /* b */ c */`.
fn nested(sql: &[u8]) -> usize {
    let (mut at, mut depth) = (2, 1);
    while depth > 0 && at < sql.len() {
        match &sql[at..] {
            [b'/', b'*', ..] => (at, depth) = (at + 2, depth + 1),
            [b'*', b'/', ..] => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
    }
    at.min(sql.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each is as long as it is written, and what only looks like one is none.
    #[test]
    fn quotes_are_measured() {
        for whole in
            [r"E'it\'s ?'", "e'?'", "$$ ? ' $$", "$a$ $$ ? $a$", "/* /* ? */ ? */", "'?'", "\"?\"", "-- ?"]
        {
            assert_eq!(length(whole.as_bytes(), 0), whole.len(), "{whole}");
            let before = format!("{whole}\n?");
            let expected = if whole.starts_with('-') { whole.len() + 1 } else { whole.len() };
            assert_eq!(length(before.as_bytes(), 0), expected, "{before}");
        }
        for never in ["$1", "$1$", "[?]", "`?`", "E", "e?", "$"] {
            assert_eq!(length(never.as_bytes(), 0), 0, "{never}");
        }
        assert_eq!(length(b"name'?'", 3), 0, "no escapes follow a name");
        for open in ["'?", r"E'\", "$$ ?", "/* /* */ ?"] {
            assert_eq!(length(open.as_bytes(), 0), open.len(), "{open}");
        }
    }
}
