//! The numbers of MySQL's and MariaDB's failures, and what their messages say in English.

use crate::error::ErrorKind;

/// The number of what an option of the server's prevents, of which only the text says whether it is that it is read-only.
const OPTION_PREVENTS: u16 = 1290;

/// What is known by the number, where the driver has it, or by the text.
pub(super) fn found(message: &str, number: Option<u16>) -> Option<&'static Known> {
    match number {
        Some(number) if number != OPTION_PREVENTS => {
            KNOWN.iter().find(|known| known.numbers.contains(&number))
        }
        _ => KNOWN.iter().find(|known| known.is_said(message)),
    }
}

/// What is told apart.
pub(super) struct Known {
    pub(super) numbers: &'static [u16],
    /// How the message begins.
    pub(super) begins: &'static [&'static str],
    pub(super) kind: ErrorKind,
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
pub(super) const KNOWN: &[Known] = &[
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
        &[1406, 1264, 1690, 1365, 1366, 1292, 1411, 1525, 1265, 1416, 1426, 1439, 1153, 1301],
        &[
            "Data too long for column",
            "Out of range value",
            "BIGINT value is out of range",
            "BIGINT UNSIGNED value is out of range",
            "DOUBLE value is out of range",
            "DECIMAL value is out of range",
            "Division by 0",
            "Incorrect * value: ",
            "Cannot get geometry object",
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
        &[1792, 1836],
        &[
            "Cannot execute statement in a READ ONLY transaction",
            "The MariaDB server is running with the --read-only",
            "The MySQL server is running with the --read-only",
            "The MySQL server is running with the --super-read-only",
            "Running in read-only mode",
        ],
        ErrorKind::ReadOnly,
    ),
    known(
        &[1146, 1051, 4091, 4092],
        &["Table '*' doesn't exist", "Unknown table '", "Unknown VIEW: '", "Unknown SEQUENCE: '"],
        ErrorKind::MissingTable,
    ),
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
        &[1927, 1053, 1080, 1152, 1158, 1159, 1160, 1161, 4031, 2006, 2013, 2014, 2026],
        &[
            "Connection was killed",
            "Server shutdown in progress",
            "MySQL server has gone away",
            "Server has gone away",
            "Lost connection to",
            "Commands out of sync",
            "Got an error reading communication packets",
            "Got timeout reading communication packets",
            "Got an error writing communication packets",
            "Got timeout writing communication packets",
            "The client was disconnected by the server because of inactivity",
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
