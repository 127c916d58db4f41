//! The URL of a server. Only what both drivers understand alike is accepted; everything else is refused by name (D-55).

use super::{Engine, Password, Server, Tls};
use crate::error::{Error, ErrorKind, Result};
use std::path::PathBuf;
use url::Url;

/// Reads `ENGINE://USER:PASSWORD@HOST:PORT/DATABASE?OPTION=..&..`.
///
/// # Errors
/// [`ErrorKind::Configuration`], naming what is wrong and what would work, without the password.
pub(super) fn parse(text: &str, engine: Engine) -> Result<Server> {
    let url = Url::parse(text).map_err(|error| refused(engine, &format!("{error}; {}", form(engine))))?;
    let part = |part: &str| decoded(part, engine);
    let database = part(url.path().trim_start_matches('/'))?;
    let missing = |what: &str| refused(engine, &format!("{what} is missing; {}", form(engine)));
    if url.username().is_empty() {
        return Err(missing("the user"));
    }
    if database.is_empty() {
        return Err(missing("the database"));
    }
    let host = match url.host_str() {
        // An IPv6 address stands in brackets.
        Some(host) if !host.is_empty() => part(host.trim_matches(['[', ']']))?,
        _ => "localhost".to_owned(),
    };
    let port = url.port().unwrap_or(if engine == Engine::Postgres { 5432 } else { 3306 });
    let password = Password(url.password().map(part).transpose()?);
    let user = part(url.username())?;
    let options = Options::read(&url, engine)?;
    let socket = options.socket;
    let near = socket.is_some() || is_near(&host);
    let tls = options.tls.unwrap_or(if near { Tls::Disable } else { Tls::Require });
    if socket.is_some() && tls != Tls::Disable {
        let message = format!(
            "`sslmode={}` on a Unix socket, which no other machine can listen to; leave it out",
            tls.name()
        );
        return Err(refused(engine, &message));
    }
    let root_certificate = options.root_certificate;
    Ok(Server { engine, host, port, socket, user, password, database, tls, root_certificate })
}

#[derive(Default)]
struct Options {
    socket: Option<PathBuf>,
    tls: Option<Tls>,
    root_certificate: Option<PathBuf>,
}

impl Options {
    /// Both databases' own spellings are known.
    fn read(url: &Url, engine: Engine) -> Result<Self> {
        let mut options = Options::default();
        for (name, value) in url.query_pairs() {
            match (&*name, engine) {
                ("sslmode" | "ssl-mode" | "ssl_mode", _) => options.tls = Some(tls(&value, engine)?),
                ("sslrootcert" | "ssl-root-cert" | "ssl-ca" | "ssl_ca", _) => {
                    options.root_certificate = Some(PathBuf::from(&*value));
                }
                ("host", Engine::Postgres) if value.starts_with('/') => {
                    options.socket = Some(PathBuf::from(&*value));
                }
                ("socket" | "unix_socket", Engine::MySql) => options.socket = Some(PathBuf::from(&*value)),
                _ => return Err(unknown(&name, engine)),
            }
        }
        Ok(options)
    }
}

fn tls(value: &str, engine: Engine) -> Result<Tls> {
    match value.to_ascii_lowercase().replace('_', "-").as_str() {
        "disable" | "disabled" => Ok(Tls::Disable),
        "require" | "required" => Ok(Tls::Require),
        "verify-ca" => Ok(Tls::VerifyCa),
        "verify-full" | "verify-identity" => Ok(Tls::VerifyFull),
        "prefer" | "preferred" | "allow" => {
            let message = format!(
                "`sslmode={value}` depends on what the server offers, and the drivers do not agree on it; write `require`, \
                 `verify-full`, or `disable`"
            );
            Err(refused(engine, &message))
        }
        _ => {
            let message = format!(
                "`sslmode={value}` is unknown; write `disable`, `require`, `verify-ca` or `verify-full`"
            );
            Err(refused(engine, &message))
        }
    }
}

/// Whether nobody else can listen on the way there.
fn is_near(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn decoded(part: &str, engine: Engine) -> Result<String> {
    let text = percent_encoding::percent_decode_str(part).decode_utf8();
    let text = text.map_err(|_| refused(engine, "a part of it is not UTF-8 once its `%` are decoded"))?;
    match text.contains('\0') {
        false => Ok(text.into_owned()),
        true => Err(refused(engine, "a part of it holds a NUL; leave it out")),
    }
}

fn form(engine: Engine) -> String {
    format!("write `{engine}://USER:PASSWORD@HOST:PORT/DATABASE`")
}

#[cold]
fn unknown(name: &str, engine: Engine) -> Error {
    let socket = if engine == Engine::Postgres { "`host=/DIRECTORY`" } else { "`socket=/FILE`" };
    let message = format!(
        "the option `{name}` is unknown; `sslmode`, `sslrootcert` and {socket} are those that both drivers understand alike; \
         everything else is said by `Database::builder(..).settings(..)` or in `segue.toml`"
    );
    refused(engine, &message)
}

#[cold]
fn refused(engine: Engine, why: &str) -> Error {
    Error::new(ErrorKind::Configuration, format!("the {engine} URL cannot be used: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn postgres(url: &str) -> Result<Server> {
        parse(url, Engine::Postgres)
    }

    /// Every part, decoded; what is left out has a value that does not depend on the environment.
    #[test]
    fn urls_are_read() {
        let server = postgres(
            "postgres://me%40x:p%3Aw@db.example:5433/my%20shop?sslmode=verify-full&sslrootcert=/ca.pem",
        );
        let server = server.unwrap();
        assert_eq!((server.user.as_str(), server.password.0.as_deref()), ("me@x", Some("p:w")));
        assert_eq!(
            (server.host.as_str(), server.port, server.database.as_str()),
            ("db.example", 5433, "my shop")
        );
        assert_eq!((server.tls, server.root_certificate), (Tls::VerifyFull, Some("/ca.pem".into())));
        let near = parse("mysql://me@127.0.0.1/shop", Engine::MySql).unwrap();
        assert_eq!((near.port, near.tls, near.password.0), (3306, Tls::Disable, None));
        assert_eq!(postgres("postgres://me@[::1]/shop").unwrap().host, "::1");
        assert_eq!(postgres("postgres://me@db.example/shop").unwrap().tls, Tls::Require);
        let socket = postgres("postgres://me@localhost/shop?host=/run/pg").unwrap();
        assert_eq!(socket.socket, Some("/run/pg".into()));
        assert_eq!(socket.to_string(), "postgres://me@localhost/shop?host=/run/pg");
    }

    /// What one driver would understand, and the other not, is refused by name; no password is shown.
    #[test]
    fn what_drivers_do_not_agree_on_is_refused() {
        for (url, named) in [
            ("postgres://me:secret@h/d?target_session_attrs=any", "target_session_attrs"),
            ("postgres://me:secret@h/d?sslmode=prefer", "sslmode=prefer"),
            ("postgres://me:secret@h/d?sslmode=x", "sslmode=x"),
            ("postgres://:secret@h/d", "user"),
            ("postgres://me:secret@h", "database"),
            ("postgres://me:secret@h:x/d", "port"),
            ("postgres://me:secret@l/d?host=/run&sslmode=require", "Unix socket"),
        ] {
            let error = postgres(url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{url}");
            let message = error.to_string();
            assert!(message.contains(named) && !message.contains("secret"), "{message}");
        }
    }
}
