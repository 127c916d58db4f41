//! SQL text, where its placeholders stand, and what is bound to them.

use crate::value::Value;
use std::sync::Arc;

/// A statement, ready to be sent. Cheap to clone: the text is shared.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The whole text, placeholders included. For one query shape it never depends on a value, so that
    /// prepared-statement caches hit.
    pub text: Arc<str>,
    /// For each placeholder the byte range of `text` that it takes, for a driver that writes its own: it takes the
    /// [`pieces`](Statement::pieces) between. diesel and sqlx take the whole text as it is.
    pub placeholders: Arc<[(u32, u32)]>,
    /// One value for each placeholder, in the dialect's stored form.
    pub params: Vec<Value>,
    /// Whether it writes.
    pub access: Access,
    /// Whether the prepared statement is kept for the next time.
    pub cached: bool,
    /// Whether it stands outside of any transaction, as far as Segue knows: it may then be sent once more where nothing
    /// came of it.
    pub alone: bool,
}

/// Whether work may write. SQLite's one writer is waited for before a connection is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Reads only.
    Read,
    /// May write.
    Write,
}

impl Statement {
    /// SQL without parameters, not kept prepared: for `BEGIN`, `PRAGMA` and table definitions.
    pub fn plain(text: impl Into<Arc<str>>, access: Access) -> Self {
        let (placeholders, params) = (Arc::from([]), Vec::new());
        Statement { text: text.into(), placeholders, params, access, cached: false, alone: false }
    }

    /// The text between the placeholders: one piece more than there are placeholders.
    pub fn pieces(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.placeholders.iter().map(|(_, end)| *end as usize));
        let ends = self.placeholders.iter().map(|(start, _)| *start as usize);
        starts.zip(ends.chain(std::iter::once(self.text.len()))).map(|(start, end)| &self.text[start..end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces and placeholders put together are the text again.
    #[test]
    fn pieces_lie_between_placeholders() {
        let mut statement = Statement::plain("a ? b ?", Access::Read);
        statement.placeholders = Arc::from([(2, 3), (6, 7)]);
        assert_eq!(statement.pieces().collect::<Vec<_>>(), ["a ", " b ", ""]);
    }
}
