//! The suite in surroundings that nobody wishes for: another time zone, a pool of one, servers that speak German and default
//! to everything that the sessions must not have.

use services::{Engine, Options, Owned, Problem, throwaway};
use std::process::Command;

/// What PostgreSQL defaults to.
const POSTGRES: &[&str] = &[
    "lc_messages=de_DE.UTF-8",
    "timezone=Asia/Tokyo",
    "datestyle=German",
    "intervalstyle=sql_standard",
    "bytea_output=escape",
    "extra_float_digits=-10",
    "default_transaction_isolation=serializable",
    "default_transaction_deferrable=on",
];

/// What MariaDB defaults to.
const MARIADB: &[&str] = &[
    "--lc-messages=de_DE",
    "--sql-mode=ANSI",
    "--default-time-zone=+09:00",
    "--character-set-server=latin1",
    "--collation-server=latin1_german1_ci",
    "--transaction-isolation=SERIALIZABLE",
    "--div-precision-increment=0",
];

/// Servers with such defaults; they end with this.
pub(super) struct Surroundings {
    postgres: Owned,
    mariadb: Owned,
}

impl Surroundings {
    /// Starts them.
    ///
    /// # Errors
    /// Where one is not installed, or the system has no German messages.
    pub(super) fn start() -> Result<Self, Problem> {
        let settings = POSTGRES.iter().flat_map(|setting| ["-c", *setting]);
        let postgres = throwaway(Engine::Postgres, &Options::new().arguments(settings))?;
        let mariadb = throwaway(Engine::MariaDb, &Options::new().arguments(MARIADB.iter().copied()))?;
        Ok(Surroundings { postgres, mariadb })
    }

    /// Has `command` meet them.
    pub(super) fn around(&self, command: &mut Command) {
        command.env("TZ", "Asia/Tokyo").env("LANG", "de_DE.UTF-8").env("SEGUE_TEST_CONNECTIONS", "1");
        command
            .env("SEGUE_TEST_POSTGRES_URL", &self.postgres.url)
            .env("SEGUE_TEST_MYSQL_URL", &self.mariadb.url);
    }
}
