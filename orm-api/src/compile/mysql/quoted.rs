//! What is quoted or commented out in SQL of the user's own: texts with escapes in either quotes, names in backticks,
//! and comments that begin with a hash.

use super::super::raw::up_to;

/// The length of the literal, quoted name or comment that begins at `at`; 0 if none does.
pub(super) fn length(sql: &[u8], at: usize) -> usize {
    let end = match &sql[at..] {
        [quote @ (b'\'' | b'"'), rest @ ..] => return escaped(rest, *quote),
        [b'`', ..] => up_to(sql, at + 1, b"`"),
        [b'#', ..] => up_to(sql, at + 1, b"\n"),
        [b'-', b'-', rest @ ..] if ends_dashes(rest.first()) => up_to(sql, at + 2, b"\n"),
        // The servers run what stands in these: `/*!80000 .. */`, `/*M!100600 .. */`.
        [b'/', b'*', b'!', ..] | [b'/', b'*', b'M', b'!', ..] => at,
        [b'/', b'*', ..] => up_to(sql, at + 2, b"*/"),
        _ => at,
    };
    end - at
}

/// `'it\'s'`, without the first quote. A doubled quote reads as the end of one literal and the beginning of the next.
fn escaped(rest: &[u8], quote: u8) -> usize {
    let mut at = 0;
    while let Some(byte) = rest.get(at) {
        match *byte {
            byte if byte == quote => return at + 2,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    rest.len() + 1
}

/// Two dashes begin a comment only if something invisible follows them: `1--1` is two.
fn ends_dashes(next: Option<&u8>) -> bool {
    next.is_none_or(|byte| byte.is_ascii_whitespace() || byte.is_ascii_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each is as long as it is written, and what only looks like one is none.
    #[test]
    fn quotes_are_measured() {
        for whole in
            [r"'it\'s ?'", r#""a\"?""#, r"'\\'", "`a\\`", "# ?", "-- ?", "--", "--\t?", "/* ? /* ? */"]
        {
            assert_eq!(length(whole.as_bytes(), 0), whole.len(), "{whole}");
            let before = format!("{whole}\n?");
            let comment = whole.starts_with(['#', '-']);
            let expected = if comment { whole.len() + 1 } else { whole.len() };
            assert_eq!(length(before.as_bytes(), 0), expected, "{before}");
        }
        for never in ["--1", "---", "-", "/", "[?]", "$$ ? $$", "/*! ? */", "/*M!100600 ? */", "@`?`"] {
            assert_eq!(length(never.as_bytes(), 0), 0, "{never}");
        }
        for open in ["'?", r"'\'", r"'\", "`?", "/* ?"] {
            assert_eq!(length(open.as_bytes(), 0), open.len(), "{open}");
        }
    }
}
