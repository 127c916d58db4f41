//! PostgreSQL's failures. sqlx hands on the server's codes (SQLSTATE); diesel hides them behind a few kinds of its own and
//! shows the text (D-49), which is in the language of the server unless [`messages_in_english`] was allowed. One table
//! holds both for every code that Segue tells apart, so that both ways lead to the same kind.
//!
//! [`messages_in_english`]: crate::backend::postgres::messages_in_english

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
        "57P03" | "53300" | "3D000" => ErrorKind::Connect,
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
const STALE_PLAN: &str = "cached plan must not change result type";

impl Said<'_> {
    fn is_stale_plan(&self) -> bool {
        self.routine == Some("RevalidateCachedQuery") || self.message.starts_with(STALE_PLAN)
    }
}

/// How messages begin, and the codes that stand for them. Written as PostgreSQL 15's sources have them; the longer of two
/// that begin alike stands first.
const BEGINNINGS: &[(&str, &str)] = &[
    (STALE_PLAN, NOT_SUPPORTED),
    ("deadlock detected", "40P01"),
    ("could not serialize access", "40001"),
    ("could not obtain lock on", "55P03"),
    ("canceling statement due to lock timeout", "55P03"),
    ("canceling statement due to", "57014"),
    ("current transaction is aborted", "25P02"),
    ("terminating connection due to idle-in-transaction", "25P03"),
    ("terminating connection due to idle-session", "57P05"),
    ("terminating connection because of crash", "57P02"),
    ("terminating connection due to", "57P01"),
    ("the database system is", "57P03"),
    ("sorry, too many clients already", "53300"),
    ("remaining connection slots are reserved", "53300"),
    ("too many connections for", "53300"),
    ("password authentication failed", "28P01"),
    ("no password supplied", "28P01"),
    ("no pg_hba.conf entry", "28000"),
    ("role \"", "28000"),
    ("database \"", "3D000"),
    ("permission denied", "42501"),
    ("must be owner of", "42501"),
    ("value too long for type", "22001"),
    ("bit string too long for type", "22001"),
    ("numeric field overflow", "22003"),
    ("value overflows numeric format", "22003"),
    ("value out of range", "22003"),
    ("smallint out of range", "22003"),
    ("integer out of range", "22003"),
    ("bigint out of range", "22003"),
    ("input is out of range", "22003"),
    ("division by zero", "22012"),
    ("cannot take square root of a negative number", "2201F"),
    ("zero raised to a negative power", "2201F"),
    ("a negative number raised to a non-integer power", "2201F"),
    ("cannot take logarithm of", "2201E"),
    ("invalid input syntax for type", "22P02"),
    ("invalid input value for enum", "22P02"),
    ("malformed array literal", "22P02"),
    ("malformed record literal", "22P02"),
    ("malformed range literal", "22P02"),
    ("invalid hexadecimal d", "22023"),
    ("step size cannot equal zero", "22023"),
    ("invalid value for parameter", "22023"),
    ("date/time field value out of range", "22008"),
    ("timestamp out of range", "22008"),
    ("date out of range", "22008"),
    ("interval out of range", "22008"),
    ("interval field value out of range", "22015"),
    ("time zone displacement out of range", "22009"),
    ("invalid byte sequence for encoding", "22021"),
    ("character with byte sequence", "22P05"),
    ("unsupported Unicode escape sequence", "22P05"),
    ("invalid regular expression", "2201B"),
    ("invalid escape string", "22025"),
    ("LIKE pattern must not end with escape character", "22025"),
    ("negative substring length not allowed", "22011"),
    ("LIMIT must not be negative", "2201W"),
    ("OFFSET must not be negative", "2201X"),
    ("array subscript out of range", "2202E"),
    ("range lower bound must be less than or equal to", "22000"),
    ("out of memory", "53200"),
    ("out of shared memory", "53200"),
    ("could not extend file", "53100"),
    ("could not write to", "58030"),
    ("could not read block", "XX001"),
    ("invalid page in block", "XX001"),
    ("syntax error", "42601"),
];

/// How messages end that begin with a name.
const ENDINGS: &[(&str, &str, &str)] = &[
    ("relation \"", "\" does not exist", "42P01"),
    ("table \"", "\" does not exist", "42P01"),
    ("savepoint \"", "\" does not exist", "3B001"),
    ("prepared statement \"", "\" does not exist", "26000"),
];

/// The code that an English message stands for.
fn code_of(message: &str) -> Option<&'static str> {
    let ended = |(begins, ends, code): &(&str, &str, &'static str)| {
        (message.starts_with(begins) && message.ends_with(ends)).then_some(*code)
    };
    if let Some(code) = ENDINGS.iter().find_map(ended) {
        return Some(code);
    }
    if let Some((_, code)) = BEGINNINGS.iter().find(|(begins, _)| message.starts_with(begins)) {
        return Some(code);
    }
    match message {
        _ if message.contains("\" is out of range for type") => Some("22003"),
        _ if message.ends_with("can only be used in transaction blocks") => Some("25P01"),
        _ if message.contains("in a read-only transaction") => Some("25006"),
        _ => None,
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
        let endings = ENDINGS.iter().map(|(begins, ends, code)| (format!("{begins}x{ends}"), *code));
        let told_by_code = BEGINNINGS.iter().filter(|(_, code)| *code != NOT_SUPPORTED);
        let beginnings = told_by_code.map(|(begins, code)| (format!("{begins} x"), *code));
        for (message, code) in beginnings.chain(endings) {
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
