//! A certificate authority for tests, and what it signs for the servers.

use crate::{
    account::Account,
    find::Search,
    home::Home,
    place::{self, Place},
    problem::{Attempt, Problem},
    run,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime},
};

/// How long certificates hold. macOS refuses those of servers that hold longer than 825 days.
const DAYS: u64 = 800;

/// At this age they are made anew.
const OLD: Duration = Duration::from_secs((DAYS - 100) * 24 * 60 * 60);

/// A configuration of our own: the machine's may add extensions, or be missing.
const CONFIGURATION: &str = "
[req]
distinguished_name = name
prompt = no
[name]
CN = localhost
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
";

/// Files that a server gets: the authority's certificate, its own, and its key.
const FILES: [&str; 3] = ["ca.pem", "server.pem", "server.key"];

/// Gives the server at `place` a certificate for `localhost` and 127.0.0.1; none where OpenSSL is missing.
///
/// # Errors
/// Where it cannot be made.
pub(crate) fn install(home: &Home, place: &Place, account: Option<&Account>) -> Result<(), Problem> {
    let Some(made) = make(home)? else { return Ok(()) };
    let folder = place.tls();
    fs::create_dir_all(&folder).attempt(|| format!("cannot make {}", folder.display()))?;
    crate::system::set_mode(&folder, 0o755).attempt(|| format!("cannot open {}", folder.display()))?;
    for name in FILES {
        let content = fs::read(made.join(name)).attempt(|| format!("cannot read {name}"))?;
        match name.ends_with(".key") {
            true => place.hand_over(&folder.join(name), &content, account)?,
            false => {
                fs::write(folder.join(name), content).attempt(|| format!("cannot write {name}"))?;
            }
        }
    }
    Ok(())
}

/// Everybody gets the same one, so that one file of authorities serves for all servers.
fn make(home: &Home) -> Result<Option<PathBuf>, Problem> {
    let Some(openssl) = Search::installed().openssl() else { return Ok(None) };
    let _lock = home.lock("tls")?;
    let (folder, draft) = (home.folder("tls"), home.folder("tls.new"));
    if is_fresh(&folder) {
        return Ok(Some(folder));
    }
    place::remove(&draft)?;
    let making = || format!("cannot make {}", folder.display());
    fs::create_dir(&draft).attempt(making)?;
    fs::write(draft.join("openssl.cnf"), CONFIGURATION).attempt(making)?;
    for mut step in steps(&openssl, &draft) {
        run::read(&mut step)?;
    }
    place::remove(&folder)?;
    fs::rename(&draft, &folder).attempt(making)?;
    Ok(Some(folder))
}

fn is_fresh(folder: &Path) -> bool {
    let made = fs::metadata(folder.join("server.pem")).and_then(|file| file.modified());
    made.is_ok_and(|made| SystemTime::now().duration_since(made).is_ok_and(|age| age < OLD))
}

/// The authority, the server's request, and the authority's answer.
fn steps(openssl: &Path, folder: &Path) -> [Command; 3] {
    let days = DAYS.to_string();
    let key =
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-config", "openssl.cnf"];
    let authority =
        ["-x509", "-subj", "/CN=Segue's authority for tests", "-extensions", "authority", "-days"];
    let signed =
        ["x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"];
    let extended = ["-extfile", "openssl.cnf", "-extensions", "server", "-days", &days, "-out", "server.pem"];
    let mut commands = [run::command(openssl), run::command(openssl), run::command(openssl)];
    let [first, second, third] = &mut commands;
    first.arg("req").args(key).args(authority).arg(&days).args(["-keyout", "ca.key", "-out", "ca.pem"]);
    second.arg("req").args(key).args(["-new", "-keyout", "server.key", "-out", "server.csr"]);
    third.args(signed).args(extended);
    for command in &mut commands {
        command.current_dir(folder);
    }
    commands
}
