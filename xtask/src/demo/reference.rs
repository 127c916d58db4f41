//! The answers that all others are compared with.

use super::workload::{Question, Workload};
use segue::{Database, Result};
use std::collections::HashMap;

/// The answer to each question, as the first phase gave it before anybody bought anything.
pub(super) struct Reference(HashMap<Question, u64>);

impl Reference {
    /// Asks everything once.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn of(workload: &dyn Workload, db: &Database) -> Result<Self> {
        let mut answers = HashMap::new();
        for question in Question::all() {
            answers.insert(question, workload.ask(db, question).await?);
        }
        Ok(Reference(answers))
    }

    /// Whether that is the answer.
    pub(super) fn agrees(&self, question: Question, digest: u64) -> bool {
        self.0.get(&question) == Some(&digest)
    }

    /// How many answers there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
