//! PostgreSQL's failures. sqlx hands on the server's codes (SQLSTATE); diesel hides them behind a few kinds of its own and
//! shows the text (D-49), which is in the language of the server unless [`messages_in_english`] was allowed. One table
//! holds both for every code that Segue tells apart, so that both ways lead to the same kind.
//!
//! [`messages_in_english`]: crate::backend::postgres::messages_in_english

mod texts;

use self::texts::{STALE_PLAN, code_of};
use super::{Details, Error, ErrorKind, lost};
use std::error::Error as StdError;

/// What a driver shows of a failure.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// The code, where the driver shows it or implies it.
    pub code: Option<&'a str>,
    /// The primary message.
    pub message: &'a str,
    /// The table.
    pub table: Option<&'a str>,
    /// The column.
    pub column: Option<&'a str>,
    /// The constraint.
    pub constraint: Option<&'a str>,
    /// The function of the server's that failed, whose name is in no language.
    pub routine: Option<&'a str>,
}

/// Makes an [`Error`] of what PostgreSQL said.
pub fn classify(said: Said<'_>, source: impl StdError + Send + Sync + 'static) -> Error {
    let code = said.code.or_else(|| code_of(said.message));
    let kind = match code {
        Some(NOT_SUPPORTED) if said.is_stale_plan() => ErrorKind::StalePlan,
        code => code.map_or(ErrorKind::Statement, kind_of),
    };
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let named = || named_in(said.message).filter(|_| kind == ErrorKind::MissingTable);
    let details = Details {
        constraint: owned(said.constraint),
        table: owned(said.table).or_else(named),
        column: owned(said.column),
        native_code: None,
        sqlstate: owned(code),
    };
    match kind {
        ErrorKind::ConnectionLost => lost("postgres", source).with_details(details),
        kind => {
            Error::new(kind, format!("postgres: {}", said.message)).with_details(details).with_source(source)
        }
    }
}

/// What the code stands for; the class, its first two characters, where nothing is known of the code itself
/// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
fn kind_of(code: &str) -> ErrorKind {
    match code {
        "23505" => ErrorKind::UniqueViolation,
        "23503" | "23001" => ErrorKind::ForeignKeyViolation,
        "23502" => ErrorKind::NotNullViolation,
        "23514" | "23P01" => ErrorKind::CheckViolation,
        "25006" => ErrorKind::ReadOnly,
        "25P02" => ErrorKind::Aborted,
        "25P03" | "57P01" | "57P02" | "57P05" => ErrorKind::ConnectionLost,
        "57P03" | "53300" => ErrorKind::Connect,
        "40001" => ErrorKind::SerializationFailure,
        "40P01" => ErrorKind::Deadlock,
        "55P03" => ErrorKind::Busy,
        "57014" => ErrorKind::Cancelled,
        "42P01" => ErrorKind::MissingTable,
        "42501" => ErrorKind::PermissionDenied,
        NOT_SUPPORTED => ErrorKind::Unsupported,
        _ => match code.get(..2) {
            Some("22") => ErrorKind::InvalidValue,
            Some("08") => ErrorKind::ConnectionLost,
            Some("28") => ErrorKind::Authentication,
            Some("53" | "58" | "XX") => ErrorKind::Storage,
            _ => ErrorKind::Statement,
        },
    }
}

/// The code of what PostgreSQL cannot do, which it also gives a plan whose result has changed (D-42).
const NOT_SUPPORTED: &str = "0A000";

impl Said<'_> {
    fn is_stale_plan(&self) -> bool {
        self.routine == Some("RevalidateCachedQuery") || self.message.starts_with(STALE_PLAN)
    }
}

/// The name in `relation "nobody" does not exist`. In other languages other quotes stand around it, or none.
fn named_in(message: &str) -> Option<String> {
    let (_, rest) = message.split_once('"')?;
    let (name, _) = rest.split_once('"')?;
    Some(name.rsplit('.').next().unwrap_or(name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classified(code: Option<&str>, message: &str) -> Error {
        classify(Said { code, message, ..Said::default() }, std::fmt::Error)
    }

    /// An English text leads to the same kind and code as the code itself.
    #[test]
    fn texts_and_codes_agree() {
        for (text, code) in texts::TEXTS.iter().filter(|(text, _)| *text != STALE_PLAN) {
            let message = text.replace('*', "x");
            let (by_text, by_code) = (classified(None, &message), classified(Some(code), "eine Meldung"));
            assert_eq!(by_text.kind(), by_code.kind(), "{message}");
            assert_eq!(by_text.details().sqlstate, by_code.details().sqlstate, "{message}");
        }
    }

    /// A stale plan is known by its text or by the function that found it; anything else with its code is unsupported.
    #[test]
    fn stale_plans_are_told_from_what_is_not_supported() {
        assert_eq!(classified(None, STALE_PLAN).kind(), ErrorKind::StalePlan);
        assert_eq!(classified(Some(NOT_SUPPORTED), "anderes").kind(), ErrorKind::Unsupported);
        let routine = Some("RevalidateCachedQuery");
        let said = Said { code: Some(NOT_SUPPORTED), message: "anderes", routine, ..Said::default() };
        assert_eq!(classify(said, std::fmt::Error).kind(), ErrorKind::StalePlan);
    }

    /// A table that is missing is named; what is unknown is a statement's error and never a guess.
    #[test]
    fn missing_tables_are_named() {
        let error = classified(None, "relation \"shop.nobody\" does not exist");
        assert_eq!((error.kind(), error.table()), (ErrorKind::MissingTable, Some("nobody")));
        assert_eq!(classified(None, "eine Meldung").kind(), ErrorKind::Statement);
        assert_eq!(classified(Some("22ZZZ"), "x").kind(), ErrorKind::InvalidValue, "its class counts");
    }
}
