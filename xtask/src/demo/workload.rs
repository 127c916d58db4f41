//! What an application does all day, over whatever tables it has.

use super::answer::Answer;
use async_trait::async_trait;
use segue::prelude::*;
use std::fmt;

/// The work of one application, whatever its tables are.
#[async_trait]
pub(super) trait Workload: Send + Sync {
    /// Asks. The answer to the same question never changes: purchases touch nothing that is asked for.
    ///
    /// # Errors
    /// The database's.
    async fn ask(&self, db: &Database, question: Question) -> Result<Answer>;

    /// Buys, in one transaction: reads the prices, makes an invoice and its lines, takes the pieces out of the stock.
    ///
    /// # Errors
    /// The database's; nothing was bought then, unless the error says that nobody can tell.
    async fn buy(&self, db: &Database, purchase: &Purchase) -> Result<()>;

    /// What was bought, as it stands in the database.
    ///
    /// # Errors
    /// The database's.
    async fn kept(&self, db: &Database) -> Result<Kept>;

    /// How many tracks there are to be bought, with ids from 1.
    fn tracks(&self) -> u64;

    /// How many pieces there were before the first purchase.
    fn stock_at_first(&self) -> i64;
}

/// A page that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Page {
    /// A page of the catalogue: rows with what they refer to, by `select_related`.
    Catalogue,
    /// One artist with albums and tracks, by `prefetch_related`.
    Detail,
    /// Tracks by a part of their name.
    Search,
    /// Revenue by country, of past years.
    Report,
}

/// A page with its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Question {
    /// The page.
    pub(super) page: Page,
    /// Which of it, below [`Question::EACH`].
    pub(super) which: u64,
}

impl Question {
    /// How many questions there are for each page.
    pub(super) const EACH: u64 = 16;

    /// All of them.
    pub(super) fn all() -> impl Iterator<Item = Question> {
        let pages = [Page::Catalogue, Page::Detail, Page::Search, Page::Report];
        pages.into_iter().flat_map(|page| (0..Question::EACH).map(move |which| Question { page, which }))
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.page, self.which)
    }
}

/// What a client buys.
#[derive(Clone, Debug)]
pub(super) struct Purchase {
    /// The invoice's number, made by the client and used once.
    pub(super) number: i64,
    /// The tracks, each once, with how many pieces of it.
    pub(super) tracks: Vec<(i64, i64)>,
}

impl Purchase {
    /// The least number: those of old invoices are smaller.
    pub(super) const FIRST: i64 = 1_000_000;

    /// How many lines the invoice has.
    pub(super) fn lines(&self) -> i64 {
        self.tracks.len() as i64
    }
}

/// What was bought, as it stands in the database.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The numbers of the invoices, as often as they stand there.
    pub(super) invoices: Vec<i64>,
    /// For each number, how many lines and how many pieces.
    pub(super) lines: Vec<(i64, i64, i64)>,
    /// How many pieces are left.
    pub(super) left: i64,
}
