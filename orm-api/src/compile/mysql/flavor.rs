//! The two servers, and what they do not have alike.

use std::fmt::Debug;

/// MySQL's SQL, from 8.0.17 on.
///
/// Its sessions have these settings, on which the SQL depends:
///
/// - `sql_mode` with `STRICT_ALL_TABLES`, `ERROR_FOR_DIVISION_BY_ZERO`, `NO_ZERO_DATE`, `NO_ZERO_IN_DATE`,
///   `NO_ENGINE_SUBSTITUTION` and `NO_AUTO_VALUE_ON_ZERO`, without `ANSI_QUOTES`, `NO_BACKSLASH_ESCAPES`,
///   `ONLY_FULL_GROUP_BY` and `PIPES_AS_CONCAT`; on [MariaDB](MariaDb) with `SIMULTANEOUS_ASSIGNMENT` too;
/// - `SET NAMES utf8mb4` with the collation of the columns, `utf8mb4_0900_bin` (`utf8mb4_nopad_bin` on MariaDB);
/// - `time_zone` `+00:00`.
///
/// What Segue stores is of the server's own types, but for dates and times, which are bound as texts, and UUIDs, which
/// are hyphenated texts. Drivers declare each parameter's type, that of its [`Value`](crate::value::Value): decimals as
/// `DECIMAL`, so that they are calculated with as such, bytes as a blob, json as text. Inside expressions the text says
/// what dates and times are, and decimals that are compared. Results of decimals can have more zeros at their end than
/// `Decimal::from_str_exact` takes. Integers are calculated with in 64 bits and floating point numbers in double
/// precision; what is out of their range is the server's error 1690.
///
/// Texts are kept with a collation that compares, sorts and indexes them by their characters' numbers, as on SQLite. In
/// tables that Segue did not make, `=` compares as their columns do.
///
/// In SQL of the user's own, `@name` and `@@name` are variables, and a backslash escapes what follows it in a literal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MySql;

/// MariaDB's SQL, from 10.6 on. What is said of [`MySql`] holds for it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MariaDb;

/// One of the two.
pub(super) trait Server: Debug + Send + Sync + 'static {
    /// Its own ways.
    const FLAVOR: Flavor;
}

impl Server for MySql {
    const FLAVOR: Flavor = MYSQL;
}

impl Server for MariaDb {
    const FLAVOR: Flavor = MARIADB;
}

/// A server's own ways. What is not here is the same on both.
#[derive(Debug)]
pub(super) struct Flavor {
    /// As in messages.
    pub(super) name: &'static str,
    /// The collation of texts: by their characters' numbers, and blanks at their end count.
    pub(super) collate: &'static str,
    /// Whether JSON is a type of its own, and not a text that is checked: it is then compared as a document, and `IN`,
    /// `BETWEEN` and indexes cannot have it.
    pub(super) has_json: bool,
    /// Whether `START TRANSACTION` and its like can be prepared.
    pub(super) prepares_control: bool,
    /// Whether tables that refer to each other are dropped by one statement.
    pub(super) drops_together: bool,
    /// Whether an `UPDATE` sets its columns at once, as standard SQL has it.
    pub(super) assigns_at_once: bool,
    /// A shared lock on rows.
    pub(super) share: &'static str,
    /// Whether `OF` says which tables' rows are locked.
    pub(super) locks_chosen_tables: bool,
    /// What stands around a query of the table that the statement around it changes.
    pub(super) own_keys: [&'static str; 2],
}

/// MySQL.
pub(super) const MYSQL: Flavor = Flavor {
    name: "mysql",
    collate: " COLLATE utf8mb4_0900_bin",
    has_json: true,
    prepares_control: false,
    drops_together: true,
    assigns_at_once: false,
    share: " FOR SHARE",
    locks_chosen_tables: true,
    // Error 1093 otherwise, and too where the optimizer merges the inner query into the outer one.
    own_keys: ["SELECT /*+ NO_MERGE(`sub`) */ * FROM (", ") AS `sub`"],
};

/// MariaDB.
pub(super) const MARIADB: Flavor = Flavor {
    name: "mariadb",
    collate: " COLLATE utf8mb4_nopad_bin",
    has_json: false,
    prepares_control: true,
    // It drops one after the other, and minds the keys of those that are still there.
    drops_together: false,
    // By the `sql_mode` of the session, `SIMULTANEOUS_ASSIGNMENT`.
    assigns_at_once: true,
    share: " LOCK IN SHARE MODE",
    locks_chosen_tables: false,
    own_keys: ["", ""],
};
