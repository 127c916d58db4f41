//! What is compared: a digest of everything that a query brought.

use std::{
    fmt::{self, Debug, Write},
    hash::{DefaultHasher, Hasher},
};

/// Takes the parts of an answer, in their order.
pub(super) struct Answer {
    hasher: DefaultHasher,
    parts: usize,
}

impl Answer {
    /// An answer without a part.
    pub(super) fn new() -> Self {
        Answer { hasher: DefaultHasher::new(), parts: 0 }
    }

    /// Adds a part, as `Debug` writes it. What a foreign key has loaded is a part of its own: its `Debug` shows the id.
    pub(super) fn add(&mut self, part: &impl Debug) {
        // The hasher takes everything.
        let _ = writeln!(Hashing(&mut self.hasher), "{part:?}");
        self.parts += 1;
    }

    /// The digest.
    pub(super) fn digest(&self) -> u64 {
        self.hasher.finish()
    }

    /// Whether nothing was brought.
    pub(super) fn is_empty(&self) -> bool {
        self.parts == 0
    }
}

struct Hashing<'a>(&'a mut DefaultHasher);

impl Write for Hashing<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(parts: &[&str]) -> u64 {
        let mut answer = Answer::new();
        parts.iter().for_each(|part| answer.add(part));
        answer.digest()
    }

    /// Equal answers are equal; order and borders count.
    #[test]
    fn digests_tell_answers_apart() {
        assert_eq!(digest(&["a", "b"]), digest(&["a", "b"]));
        assert_ne!(digest(&["a", "b"]), digest(&["b", "a"]));
        assert_ne!(digest(&["ab"]), digest(&["a", "b"]));
    }
}
