//! PgBouncer.

use super::Service;
use crate::{
    Engine, Options, account::Account, find::Search, place::Place, problem::Problem, run, server::PASSWORD,
};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// An installed PgBouncer, in front of a PostgreSQL.
pub(crate) struct PgBouncer {
    program: PathBuf,
    version: String,
    account: Option<Account>,
    /// The port of the PostgreSQL.
    behind: u16,
}

impl PgBouncer {
    /// The one that is found first, in front of the PostgreSQL on port `behind`.
    ///
    /// # Errors
    /// Where there is none.
    pub(crate) fn installed(behind: u16) -> Result<Self, Problem> {
        let program = Search::installed().pgbouncer()?;
        let (version, account) = (run::version(&program)?, Account::unprivileged()?);
        Ok(PgBouncer { program, version, account, behind })
    }

    fn configuration(&self, place: &Place, port: u16, users: &Path, options: &Options) -> String {
        let (behind, pid, users) = (self.behind, place.pid_file(), users.display());
        // Without a socket: with one it would go on where the port is taken, on the socket alone.
        let mut text = format!(
            "[databases]\n* = host=127.0.0.1 port={behind}\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\npidfile = {pid}\n\
             auth_type = scram-sha-256\nauth_file = {users}\n\
             pool_mode = transaction\nmax_client_conn = 300\ndefault_pool_size = 20\n\
             ignore_startup_parameters = extra_float_digits\n",
            pid = pid.display()
        );
        if knows_prepared_statements(&self.version) {
            text.push_str("max_prepared_statements = 0\n");
        }
        for line in &options.arguments {
            text.push_str(&line.to_string_lossy());
            text.push('\n');
        }
        text
    }
}

impl Service for PgBouncer {
    fn name(&self) -> &'static str {
        "pgbouncer"
    }

    fn version(&self) -> &str {
        &self.version
    }

    fn engine(&self) -> Engine {
        Engine::Postgres
    }

    fn account(&self) -> Option<&Account> {
        self.account.as_ref()
    }

    fn initialize(&self, _: &Place) -> Result<(), Problem> {
        Ok(())
    }

    fn command(&self, place: &Place, port: u16, options: &Options) -> Result<Command, Problem> {
        let file = |name| place.folder().join(name);
        let (users, configuration) = (file("users"), file("pgbouncer.ini"));
        // The password itself, not its hash: with that alone PgBouncer could not sign in to the server.
        let user = format!("\"segue\" \"{PASSWORD}\"\n");
        place.hand_over(&users, user.as_bytes(), self.account())?;
        let text = self.configuration(place, port, &users, options);
        place.hand_over(&configuration, text.as_bytes(), self.account())?;
        let mut command = run::command(&self.program);
        command.arg(configuration);
        if let Some(account) = &self.account {
            account.runs(&mut command);
        }
        Ok(command)
    }

    fn is_ready(&self, place: &Place, id: u32) -> bool {
        super::has_signed(place, id)
    }

    fn is_database(&self) -> bool {
        false
    }
}

/// Since 1.21; those before have no such setting, and refuse to start with it.
fn knows_prepared_statements(version: &str) -> bool {
    let mut numbers = version.split('.').map(|number| number.parse::<u32>().unwrap_or_default());
    (numbers.next(), numbers.next()) >= (Some(1), Some(21))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1.9 is older than 1.21.
    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(!knows_prepared_statements("1.9.0"));
        assert!(!knows_prepared_statements("1.18.0"));
        assert!(knows_prepared_statements("1.21.0"));
        assert!(knows_prepared_statements("2.0"));
    }
}
