//! What PostgreSQL says in English, and the codes that stand for it: as the sources of PostgreSQL 15 have it.

use super::NOT_SUPPORTED;

/// What is said of a plan whose result has changed (D-42).
pub(super) const STALE_PLAN: &str = "cached plan must not change result type";

/// The code that an English message stands for.
pub(super) fn code_of(message: &str) -> Option<&'static str> {
    TEXTS.iter().find(|(text, _)| is_said(text, message)).map(|(_, code)| *code)
}

/// Whether `message` begins as `text` does; what follows a star comes somewhere later.
fn is_said(text: &str, message: &str) -> bool {
    match text.split_once('*') {
        Some((begins, later)) => message.strip_prefix(begins).is_some_and(|rest| rest.contains(later)),
        None => message.starts_with(text),
    }
}

/// The first that fits counts. What is not here is of the kind `Statement`, and so are the codes that are not here but for
/// those of the class 22, values, which are all here that SQL of everyday use meets.
pub(super) const TEXTS: &[(&str, &str)] = &[
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
    ("permission denied", "42501"),
    ("must be owner of", "42501"),
    // What is missing.
    ("relation \"*\" does not exist", "42P01"),
    ("table \"*\" does not exist", "42P01"),
    ("view \"*\" does not exist", "42P01"),
    ("materialized view \"*\" does not exist", "42P01"),
    ("foreign table \"*\" does not exist", "42P01"),
    ("sequence \"*\" does not exist", "42P01"),
    ("database \"*\" does not exist", "3D000"),
    ("savepoint \"*\" does not exist", "3B001"),
    ("prepared statement \"*\" does not exist", "26000"),
    // What the moment does not allow.
    ("cannot execute *in a read-only transaction", "25006"),
    ("*can only be used in transaction blocks", "25P01"),
    // What PostgreSQL cannot do.
    ("FOR *is not allowed with", NOT_SUPPORTED),
    ("cannot convert NaN to", NOT_SUPPORTED),
    ("cannot convert infinity to", NOT_SUPPORTED),
    ("cannot truncate a table referenced", NOT_SUPPORTED),
    ("cross-database references are not implemented", NOT_SUPPORTED),
    ("extension \"*\" is not available", NOT_SUPPORTED),
    // The machine.
    ("out of memory", "53200"),
    ("out of shared memory", "53200"),
    ("could not extend file", "53100"),
    ("could not open file", "58P01"),
    ("could not write to", "58030"),
    ("could not read block", "XX001"),
    ("invalid page in block", "XX001"),
    // Numbers.
    ("numeric field overflow", "22003"),
    ("value overflows numeric format", "22003"),
    ("value out of range", "22003"),
    ("smallint out of range", "22003"),
    ("integer out of range", "22003"),
    ("bigint out of range", "22003"),
    ("input is out of range", "22003"),
    ("value \"*\" is out of range for type", "22003"),
    ("\"*\" is out of range for type", "22003"),
    ("factorial of a negative number", "22003"),
    ("percentile value ", "22003"),
    ("division by zero", "22012"),
    ("cannot take square root of a negative number", "2201F"),
    ("zero raised to a negative power", "2201F"),
    ("a negative number raised to a non-integer power", "2201F"),
    ("cannot take logarithm of", "2201E"),
    ("count must be greater than zero", "2201G"),
    ("lower bound cannot equal upper bound", "2201G"),
    ("argument of ntile must be greater than zero", "22014"),
    ("argument of nth_value must be greater than zero", "22016"),
    ("LIMIT must not be negative", "2201W"),
    ("OFFSET must not be negative", "2201X"),
    ("step size cannot ", "22023"),
    // Times.
    ("date/time field value out of range", "22008"),
    ("date field value out of range", "22008"),
    ("time field value out of range", "22008"),
    ("timestamp out of range", "22008"),
    ("date out of range", "22008"),
    ("interval out of range", "22008"),
    ("cannot subtract infinite timestamps", "22008"),
    ("interval field value out of range", "22015"),
    ("time zone displacement out of range", "22009"),
    ("time zone \"*\" not recognized", "22023"),
    ("unit \"*\" not recognized", "22023"),
    ("unit \"*\" not supported", NOT_SUPPORTED),
    ("invalid value \"*\" for \"", "22007"),
    // Texts and bytes.
    ("value too long for type", "22001"),
    ("bit string too long for type", "22001"),
    ("bit string length *does not match", "22026"),
    ("cannot *bit strings of different sizes", "22026"),
    ("invalid input syntax for type", "22P02"),
    ("invalid input value for enum", "22P02"),
    ("\"*\" is not a valid binary digit", "22P02"),
    ("\"*\" is not a valid hexadecimal digit", "22P02"),
    ("malformed array literal", "22P02"),
    ("malformed record literal", "22P02"),
    ("malformed range literal", "22P02"),
    ("invalid byte sequence for encoding", "22021"),
    ("character with byte sequence", "22P05"),
    ("unsupported Unicode escape sequence", "22P05"),
    ("invalid regular expression", "2201B"),
    ("invalid escape string", "22025"),
    ("LIKE pattern must not end with escape character", "22025"),
    ("negative substring length not allowed", "22011"),
    ("field position must not be zero", "22023"),
    ("character number must be positive", "22023"),
    ("invalid hexadecimal d", "22023"),
    ("invalid base64 ", "22023"),
    ("invalid symbol \"*\" found while decoding base64", "22023"),
    ("unrecognized encoding", "22023"),
    ("invalid source encoding name", "22023"),
    ("invalid destination encoding name", "22023"),
    ("unrecognized format() type specifier", "22023"),
    ("too few arguments for format()", "22023"),
    ("null values cannot be formatted", "22004"),
    ("invalid size: \"", "22023"),
    ("invalid XML ", "2200M"),
    // Arrays, ranges and JSON.
    ("index *out of valid range", "2202E"),
    ("array subscript out of range", "2202E"),
    ("array must have ", "2202E"),
    ("multidimensional arrays must have", "2202E"),
    ("cannot accumulate arrays of different dimensionality", "2202E"),
    ("cannot concatenate incompatible arrays", "2202E"),
    ("number of elements to trim", "2202E"),
    ("dimension values cannot be null", "22004"),
    ("range lower bound must be less than or equal to", "22000"),
    ("field name must not be null", "22023"),
    ("cannot set path in scalar", "22023"),
    ("cannot call json", "22023"),
    ("cannot delete from ", "22023"),
    ("cannot extract ", "22023"),
    ("cannot get array length of ", "22023"),
    ("cannot cast jsonb ", "22023"),
    // Settings.
    ("invalid value for parameter", "22023"),
    ("*is outside the valid range for parameter", "22023"),
    ("channel name ", "22023"),
    ("invalid flags for opening a large object", "22023"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// What follows a star comes later, and what stands before it at the beginning.
    #[test]
    fn texts_are_matched() {
        assert!(is_said("relation \"*\" does not exist", "relation \"a\" does not exist"));
        assert!(!is_said("relation \"*\" does not exist", "column \"a\" of relation \"b\" does not exist"));
        assert_eq!(code_of("SAVEPOINT can only be used in transaction blocks"), Some("25P01"));
        assert_eq!(code_of("role \"nobody\" does not exist"), None);
    }

    /// None hides one that stands behind it.
    #[test]
    fn none_is_hidden() {
        for (text, code) in TEXTS {
            assert_eq!(code_of(&text.replace('*', "x")), Some(*code), "{text}");
        }
    }
}
