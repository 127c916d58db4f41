//! JSON documents that every database keeps.

use super::literal::{self, invalid};
use crate::error::Result;
use std::sync::Arc;

/// How deep arrays and objects may lie in each other: MariaDB refuses what is deeper.
const DEEPEST: usize = 31;

/// A document that every database keeps.
pub(super) fn json(text: &Arc<str>) -> Result<Arc<str>> {
    let kept = literal::text(text)?;
    let (mut rest, mut depth, mut in_text) = (text.as_bytes(), 0_usize, false);
    while let [byte, after @ ..] = rest {
        rest = after;
        match byte {
            b'"' => in_text = !in_text,
            b'\\' => rest = escaped(after)?,
            b'[' | b'{' if !in_text => depth = deeper(depth)?,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(kept)
}

/// What follows the escape. PostgreSQL's `jsonb` keeps its texts as texts, which hold no U+0000.
fn escaped(after: &[u8]) -> Result<&[u8]> {
    match after {
        [b'u', b'0', b'0', b'0', b'0', ..] => {
            Err(invalid("a json text holds \\u0000, which databases cannot keep; leave it out"))
        }
        after => Ok(after.get(1..).unwrap_or_default()),
    }
}

fn deeper(depth: usize) -> Result<usize> {
    match depth {
        DEEPEST => Err(invalid(format!(
            "a json document is nested more than {DEEPEST} deep, which not every database keeps; keep it as text"
        ))),
        depth => Ok(depth + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    /// An escaped backslash before `u0000` is a text like any other, and brackets in texts nest nothing.
    #[test]
    fn documents_are_kept_as_they_are() {
        let deep = format!("{}1{}", "[".repeat(31), "]".repeat(31));
        let wide = "[[],{}],".repeat(40);
        let brackets = format!(r#"{{"a\"{}": 1}}"#, "[".repeat(40));
        for text in [r#""\\u0000""#, r#"{"a": "\u0001"}"#, &deep, &wide, &brackets, r#""\\""#] {
            assert_eq!(&*json(&text.into()).unwrap(), text);
        }
    }

    /// What one of the databases could not keep, none is given.
    #[test]
    fn what_one_database_would_not_keep_is_refused() {
        let deep = format!(r#"{{"a": {}{}}}"#, "[".repeat(31), "]".repeat(31));
        for text in [r#"{"a": "\u0000"}"#, r#""\\\u0000""#, "\"\0\"", &deep] {
            assert_eq!(json(&text.into()).unwrap_err().kind(), ErrorKind::InvalidValue, "{text}");
        }
    }
}
