//! What the database holds at the end, read by a driver that Segue does not use, without Segue.

use super::event::{Ticket, Transfer};
use segue_tests::setup::Neutral;

/// What the database holds.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The rows of the ledger.
    pub(super) ledger: Vec<(Ticket, Transfer)>,
    /// Accounts, and what they have.
    pub(super) balances: Vec<(i64, i64)>,
    /// The marks.
    pub(super) marks: Vec<Ticket>,
    /// How far the counter is.
    pub(super) steps: u64,
}

impl Kept {
    /// Reads all of it.
    ///
    /// # Errors
    /// The database's, and what is no number.
    pub(super) fn read(neutral: &Neutral) -> Result<Self, String> {
        let rows = |sql: &str| neutral.rows(sql).map_err(|error| error.to_string());
        let ledger = rows("SELECT client, number, source, target, amount FROM ledger")?;
        let balances = rows("SELECT id, balance FROM account")?;
        let marks = rows("SELECT code FROM mark")?;
        let steps = rows("SELECT steps FROM counter WHERE id = 1")?;
        Ok(Kept {
            ledger: ledger.iter().map(|row| entry(row)).collect::<Result<_, _>>()?,
            balances: balances
                .iter()
                .map(|row| Ok((number(row, 0)?, number(row, 1)?)))
                .collect::<Result<_, String>>()?,
            marks: marks.iter().map(|row| mark(row)).collect::<Result<_, _>>()?,
            steps: steps.first().map(|row| number(row, 0)).ok_or("there is no counter")??.unsigned_abs(),
        })
    }
}

fn number(row: &[String], column: usize) -> Result<i64, String> {
    let number = row.get(column).and_then(|cell| cell.parse().ok());
    number.ok_or_else(|| format!("column {column} of {row:?} is no number"))
}

fn entry(row: &[String]) -> Result<(Ticket, Transfer), String> {
    let ticket = Ticket { client: number(row, 0)?, number: number(row, 1)? };
    Ok((ticket, Transfer { source: number(row, 2)?, target: number(row, 3)?, amount: number(row, 4)? }))
}

fn mark(row: &[String]) -> Result<Ticket, String> {
    let parts: Vec<String> = row.iter().flat_map(|code| code.split('-')).map(str::to_owned).collect();
    Ok(Ticket { client: number(&parts, 0)?, number: number(&parts, 1)? })
}
