//! Somebody who may connect, and little else.

use crate::{Fixture, Options, setup::Neutral};
use orm_api::backend::Location;
use segue::{Engine, Password, Result};

/// A user of the server's who may connect to the database of a case and read its tags. Removed when this is dropped.
pub(in crate::cases) struct User {
    neutral: Neutral,
    name: String,
    engine: Engine,
}

/// Everybody's.
pub(super) const PASSWORD: &str = "it's a secret";

impl User {
    /// Makes one, named after the database.
    pub(in crate::cases) fn make(fix: &Fixture) -> Result<Self> {
        let name = format!("{}_user", fix.place().database().unwrap_or_default());
        let user = User { neutral: fix.place().neutral()?, name, engine: fix.engine() };
        user.remove()?;
        let named = user.named();
        let secret = PASSWORD.replace('\'', "''");
        let identified = if user.engine == Engine::Postgres { "PASSWORD" } else { "IDENTIFIED BY" };
        user.neutral.execute(&format!("CREATE USER {named} {identified} '{secret}'"))?;
        if user.engine == Engine::Postgres {
            // On a server that speaks another language an administrator does this for whoever may not do it himself (D-49).
            user.neutral.execute(&format!("ALTER ROLE {named} SET lc_messages = 'C'"))?;
        }
        user.allow("SELECT ON tag")?;
        Ok(user)
    }

    /// As the server writes it.
    pub(in crate::cases) fn named(&self) -> String {
        match self.engine {
            Engine::Postgres => self.name.clone(),
            _ => format!("'{}'@'%'", self.name),
        }
    }

    /// What the database is opened with by this user.
    pub(in crate::cases) fn options(&self, fix: &Fixture) -> Options {
        let mut options = fix.options();
        if let Location::Server(server) = &mut options.settings.location {
            (server.user, server.password) = (self.name.clone(), Password(Some(PASSWORD.to_owned())));
        }
        options
    }

    /// Grants rights, such as `SELECT ON artist`.
    pub(in crate::cases) fn allow(&self, rights: &str) -> Result<()> {
        self.neutral.execute(&format!("GRANT {rights} TO {}", self.named()))
    }

    /// Does something to the user that differs between the servers.
    pub(in crate::cases) fn alter(&self, postgres: &str, mysql: &str) -> Result<()> {
        let change = if self.engine == Engine::Postgres { postgres } else { mysql };
        self.neutral.execute(&format!("ALTER USER {} {change}", self.named()))
    }

    fn remove(&self) -> Result<()> {
        let (named, there) =
            (self.named(), format!("SELECT 1 FROM pg_roles WHERE rolname = '{}'", self.name));
        match self.engine {
            Engine::Postgres if self.neutral.rows(&there)?.is_empty() => Ok(()),
            Engine::Postgres => self.neutral.execute(&format!("DROP OWNED BY {named}; DROP USER {named}")),
            _ => self.neutral.execute(&format!("DROP USER IF EXISTS {named}")),
        }
    }
}

impl Drop for User {
    fn drop(&mut self) {
        if let Err(error) = self.remove() {
            eprintln!("a user is left behind: {error}");
        }
    }
}
