//! Connections that are encrypted as was asked for, or not at all (D-56).

use crate::{Case, Fixture, Options, Style, case, setup::failed};
use segue::{Database, Engine, Location, Result, Tls, prelude::*};
use std::path::PathBuf;

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(what_was_asked_for_is_there).on(&[Engine::Postgres, Engine::MySql]).only(&Style::ONE),
        case!(what_cannot_be_had_is_refused).on(&[Engine::Postgres, Engine::MySql]).only(&Style::ONE),
    ]
}

async fn open(fix: &Fixture, tls: Tls, root: Option<PathBuf>) -> Result<Database> {
    let mut options: Options = fix.options();
    let Location::Server(server) = &mut options.settings.location else { return Err(failed("no server")) };
    (server.tls, server.root_certificate) = (tls, root);
    fix.quiet(fix.setup().open(options)).await
}

/// The server says so itself.
async fn is_encrypted(fix: &Fixture, db: &Database) -> Result<bool> {
    let sql = fix.sql(
        "",
        "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
        "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'SSL_CIPHER'",
    );
    let said: String = fix.quiet(raw(sql).read_only().get(db)).await?;
    Ok(!said.is_empty() && said != "false")
}

/// With the certificate of the authority at hand, `require` encrypts in every mode; without a word, the machine's own address
/// is talked to in the clear.
async fn what_was_asked_for_is_there(fix: Fixture) -> Result<()> {
    assert!(!is_encrypted(&fix, fix.db()).await?);
    let Some(root) = fix.place().authority() else {
        fix.note("the server has no certificate");
        return Ok(());
    };
    let db = open(&fix, Tls::Require, Some(root.clone())).await?;
    assert!(is_encrypted(&fix, &db).await?);
    fix.quiet(db.close(std::time::Duration::from_secs(5))).await?;
    if fix.engine() == Engine::Postgres {
        let db = open(&fix, Tls::VerifyFull, Some(root)).await?;
        assert!(is_encrypted(&fix, &db).await?);
        fix.quiet(db.close(std::time::Duration::from_secs(5))).await?;
    }
    Ok(())
}

/// A certificate of somebody else's is not believed, and nobody connects without one.
async fn what_cannot_be_had_is_refused(fix: Fixture) -> Result<()> {
    let Some(_) = fix.place().authority() else { return Ok(()) };
    let other = fix.place().directory().join("other.pem");
    std::fs::write(&other, STRANGER).map_err(failed)?;
    let refused = open(&fix, Tls::VerifyFull, Some(other)).await;
    // MariaDB's library cannot verify at all, and says so before it connects.
    let kinds = [ErrorKind::Connect, ErrorKind::Unsupported];
    assert!(refused.is_err_and(|error| kinds.contains(&error.kind())));
    Ok(())
}

/// A certificate that signed nothing here: made by `openssl req -x509 -newkey ec` for this test, its key thrown away.
const STRANGER: &str = include_str!("stranger.pem");
