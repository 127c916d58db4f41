//! The answers that all others are compared with.

use super::{
    answer::Answer,
    workload::{Question, Workload},
};
use segue::{Database, Error, ErrorKind, Result};
use std::collections::HashMap;

/// The answer to each question, as the first phase gave it before anybody bought anything.
pub(super) struct Reference(HashMap<Question, u64>);

impl Reference {
    /// Asks everything once.
    ///
    /// # Errors
    /// The database's; [`ErrorKind::Application`] for an empty answer.
    pub(super) async fn of(workload: &dyn Workload, db: &Database) -> Result<Self> {
        let mut answers = HashMap::new();
        for question in Question::all() {
            let answer = workload.ask(db, question).await?;
            if answer.is_empty() {
                let message = format!("{question}: the answer is empty, with which nothing can be compared");
                return Err(Error::new(ErrorKind::Application, message));
            }
            answers.insert(question, answer.digest());
        }
        Ok(Reference(answers))
    }

    /// Whether that is the answer.
    pub(super) fn agrees(&self, question: Question, answer: &Answer) -> bool {
        self.0.get(&question) == Some(&answer.digest())
    }

    /// How many answers there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
