//! The failures of MySQL and MariaDB. sqlx hands on the server's number; diesel hides it and shows the text (D-49, D-81), in
//! English, which every session asks for. One table holds both for every failure that Segue tells apart, so that both ways
//! lead to the same kind.

use super::{Details, Error, ErrorKind, lost};
use std::error::Error as StdError;

/// Makes an [`Error`] of what the server, or its library, said. `number` is the server's, where the driver has it.
pub fn classify(message: &str, number: Option<u16>, source: impl StdError + Send + Sync + 'static) -> Error {
    let known = match number {
        Some(number) => KNOWN.iter().find(|known| known.numbers.contains(&number)),
        None => KNOWN.iter().find(|known| known.is_said(message)),
    };
    let kind = known.map_or(ErrorKind::Statement, |known| known.kind);
    let details = Details { native_code: number.map(i32::from), ..details(kind, message) };
    match kind {
        ErrorKind::ConnectionLost => lost("mysql", source).with_details(details),
        kind => Error::new(kind, format!("mysql: {message}")).with_details(details).with_source(source),
    }
}

struct Known {
    numbers: &'static [u16],
    /// How the message begins.
    begins: &'static [&'static str],
    kind: ErrorKind,
}

impl Known {
    fn is_said(&self, message: &str) -> bool {
        self.begins.iter().any(|begins| match begins.split_once('*') {
            Some((begins, ends)) => message.starts_with(begins) && message.contains(ends),
            None => message.starts_with(begins),
        })
    }
}

const fn known(numbers: &'static [u16], begins: &'static [&'static str], kind: ErrorKind) -> Known {
    Known { numbers, begins, kind }
}

/// The server's numbers (<https://mariadb.com/kb/en/mariadb-error-code-reference/>) and how their messages begin; what
/// follows a star comes somewhere later. The longer of two that begin alike stands first.
const KNOWN: &[Known] = &[
    known(
        &[1062, 1586, 1022, 1169, 1859],
        &["Duplicate entry", "Can't write; duplicate key", "Can't write, because of unique constraint"],
        ErrorKind::UniqueViolation,
    ),
    known(
        &[1451, 1452, 1216, 1217, 1830, 1834],
        &["Cannot delete or update a parent row", "Cannot add or update a child row"],
        ErrorKind::ForeignKeyViolation,
    ),
    known(
        &[1048, 1364],
        &["Column '*' cannot be null", "Field '*' doesn't have a default value"],
        ErrorKind::NotNullViolation,
    ),
    known(&[4025, 3819], &["CONSTRAINT `*` failed for", "Check constraint '"], ErrorKind::CheckViolation),
    known(
        &[1406, 1264, 1690, 1365, 1366, 1292, 1265, 1426, 1439, 1153, 1301],
        &[
            "Data too long for column",
            "Out of range value",
            "BIGINT value is out of range",
            "BIGINT UNSIGNED value is out of range",
            "DOUBLE value is out of range",
            "DECIMAL value is out of range",
            "Division by 0",
            "Incorrect ",
            "Truncated incorrect",
            "Data truncated for column",
            "Too big precision",
            "Got a packet bigger than",
            "Result of *() was larger than max_allowed_packet",
        ],
        ErrorKind::InvalidValue,
    ),
    known(
        &[1205, 3572],
        &["Lock wait timeout exceeded", "Statement aborted because lock(s) could not be acquired"],
        ErrorKind::Busy,
    ),
    known(&[1213], &["Deadlock found"], ErrorKind::Deadlock),
    known(&[1020], &["Record has changed since last read"], ErrorKind::SerializationFailure),
    known(&[1969, 3024, 1317], &["Query execution was interrupted"], ErrorKind::Cancelled),
    known(
        &[1792, 1290, 1836],
        &[
            "Cannot execute statement in a READ ONLY transaction",
            "The MariaDB server is running with the --read-only",
            "The MySQL server is running with the --read-only",
        ],
        ErrorKind::ReadOnly,
    ),
    known(&[1146, 1051], &["Table '*' doesn't exist", "Unknown table '"], ErrorKind::MissingTable),
    known(&[1049], &["Unknown database"], ErrorKind::Connect),
    known(
        &[1227, 1142, 1143, 1370, 1044],
        &[
            "Access denied; you need",
            "Access denied for user '*' to database '",
            "SELECT command denied",
            "INSERT command denied",
            "UPDATE command denied",
            "DELETE command denied",
            "CREATE command denied",
            "DROP command denied",
            "ALTER command denied",
        ],
        ErrorKind::PermissionDenied,
    ),
    known(
        &[1045, 1698, 1130, 4151, 3118],
        &[
            "Access denied for user",
            "Access denied, this account is locked",
            "Host '*' is not allowed to connect",
        ],
        ErrorKind::Authentication,
    ),
    known(
        &[1040, 1203, 1226],
        &[
            "Too many connections",
            "User * already has more than 'max_user_connections'",
            "User '*' has exceeded the",
        ],
        ErrorKind::Connect,
    ),
    known(
        &[2002, 2003, 2005],
        &["Can't connect to", "Unknown server host", "Unknown MySQL server host"],
        ErrorKind::Connect,
    ),
    known(
        &[1927, 1053, 1080, 1152, 1158, 1159, 1160, 1161, 2006, 2013, 2014, 2026],
        &[
            "Connection was killed",
            "Server shutdown in progress",
            "MySQL server has gone away",
            "Server has gone away",
            "Lost connection to",
            "Commands out of sync",
            "Got an error reading communication packets",
            "Got timeout reading communication packets",
        ],
        ErrorKind::ConnectionLost,
    ),
    known(&[1615], &["Prepared statement needs to be re-prepared"], ErrorKind::StalePlan),
    known(&[1461], &["Can't create more than max_prepared_stmt_count"], ErrorKind::Overloaded),
    known(
        &[1114, 1021, 1030, 1034, 1194, 1195],
        &["The table '*' is full", "Disk full", "Got error *from storage engine"],
        ErrorKind::Storage,
    ),
];

/// What the message names. Both drivers hand on the same text.
fn details(kind: ErrorKind, message: &str) -> Details {
    match kind {
        ErrorKind::UniqueViolation => key_of(message),
        ErrorKind::ForeignKeyViolation => foreign_key_of(message),
        ErrorKind::CheckViolation => check_of(message),
        ErrorKind::MissingTable => {
            let table = between(message, '\'').map(|name| last(name).to_owned());
            Details { table, ..Details::default() }
        }
        ErrorKind::NotNullViolation => {
            Details { column: between(message, '\'').map(str::to_owned), ..Details::default() }
        }
        ErrorKind::InvalidValue => {
            let column = message
                .split_once("column ")
                .and_then(|(_, rest)| between(rest, if rest.starts_with('`') { '`' } else { '\'' }));
            // MariaDB says ``for column `database`.`table`.`column` at row 1``.
            let column = match message.split_once("for column `") {
                Some((_, rest)) => rest.split("` at row").next().and_then(|path| path.rsplit('`').next()),
                None => column,
            };
            Details { column: column.map(str::to_owned), ..Details::default() }
        }
        _ => Details::default(),
    }
}

/// `Duplicate entry 'x' for key 'artist.name'` (MySQL), `.. for key 'name'` (MariaDB). The entry may hold anything.
fn key_of(message: &str) -> Details {
    let Some((_, key)) = message.rsplit_once(" for key '") else { return Details::default() };
    let key = key.trim_end_matches('\'');
    let (table, constraint) = match key.split_once('.') {
        Some((table, key)) => (Some(table.to_owned()), key),
        None => (None, key),
    };
    Details { table, constraint: Some(constraint.to_owned()), ..Details::default() }
}

/// ``.. fails (`shop`.`album`, CONSTRAINT `album_artist_id_fkey` FOREIGN KEY (`artist_id`) REFERENCES ..``
fn foreign_key_of(message: &str) -> Details {
    let after =
        |mark: &str| message.split_once(mark).and_then(|(_, rest)| rest.split('`').next()).map(str::to_owned);
    let table = message
        .split_once("(`")
        .and_then(|(_, rest)| rest.split("`,").next())
        .map(|path| last_quoted(path).to_owned());
    Details {
        table,
        constraint: after("CONSTRAINT `"),
        column: after("FOREIGN KEY (`"),
        ..Details::default()
    }
}

/// ``CONSTRAINT `positive` failed for `shop`.`album` `` (MariaDB), `Check constraint 'positive' is violated.` (MySQL).
fn check_of(message: &str) -> Details {
    let constraint =
        between(message, '`').or_else(|| between(message, '\'')).map(last_quoted).map(str::to_owned);
    let table = message
        .split_once("failed for `")
        .map(|(_, path)| last_quoted(path.trim_end_matches('`')).to_owned());
    Details { table, constraint, ..Details::default() }
}

fn between(text: &str, quote: char) -> Option<&str> {
    let (_, rest) = text.split_once(quote)?;
    rest.split_once(quote).map(|(name, _)| name)
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn last_quoted(path: &str) -> &str {
    path.rsplit("`.`").next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(message: &str) -> Error {
        classify(message, None, std::fmt::Error)
    }

    /// A text leads to the same kind as any of its numbers.
    #[test]
    fn texts_and_numbers_agree() {
        for known in KNOWN {
            for begins in known.begins {
                let message = begins.replace('*', "x");
                assert_eq!(said(&message).kind(), known.kind, "{message}");
            }
            for number in known.numbers {
                assert_eq!(classify("", Some(*number), std::fmt::Error).kind(), known.kind, "{number}");
            }
        }
        assert_eq!(said("You have an error in your SQL syntax").kind(), ErrorKind::Statement);
    }

    /// Constraint, table and column, as far as they are said.
    #[test]
    fn what_is_named_is_found() {
        let error = said("Duplicate entry 'it's for key 'x'' for key 'artist.name'");
        assert_eq!((error.table(), error.constraint()), (Some("artist"), Some("name")));
        assert_eq!(said("Duplicate entry '7' for key 'PRIMARY'").constraint(), Some("PRIMARY"));
        let error = said(
            "Cannot add or update a child row: a foreign key constraint fails (`shop`.`album`, CONSTRAINT \
             `album_artist_id_fkey` FOREIGN KEY (`artist_id`) REFERENCES `artist` (`id`) ON DELETE CASCADE)",
        );
        let named = (error.table(), error.constraint(), error.column());
        assert_eq!(named, (Some("album"), Some("album_artist_id_fkey"), Some("artist_id")));
        let error = said("CONSTRAINT `positive` failed for `shop`.`album`");
        assert_eq!((error.table(), error.constraint()), (Some("album"), Some("positive")));
        assert_eq!(said("Column 'name' cannot be null").column(), Some("name"));
        assert_eq!(said("Data too long for column 'name' at row 1").column(), Some("name"));
        assert_eq!(
            said("Incorrect integer value: 'a' for column `shop`.`album`.`stock` at row 1").column(),
            Some("stock")
        );
        assert_eq!(said("Table 'shop.nobody' doesn't exist").table(), Some("nobody"));
    }
}
