//! The lives of a server.

use super::{
    owner,
    tools::{comes_true, folder, is_worked_in, query, usual, value},
};
use segue_services::{Engine, Options, throwaway};
use std::{fs, process::Command, time::Instant};

pub(crate) fn it_answers_until_it_is_dropped(engine: Engine) {
    let began = Instant::now();
    let own = usual(engine);
    println!("{engine} {} started within {:?}", own.version, began.elapsed());
    let server = own.clone();
    assert!(own.answers() && own.is_running() && folder(&server).is_dir());
    let end = if engine == Engine::Postgres { "postgres" } else { "mysql" };
    assert_eq!(server.url, format!("{end}://segue:segue@127.0.0.1:{}/{end}", server.port));
    let other = usual(engine);
    assert_ne!((other.port, &other.data), (server.port, &server.data));

    let began = Instant::now();
    drop(own);
    println!("{engine} was gone within {:?}", began.elapsed());
    assert!(!server.answers() && !is_worked_in(&server.data) && !folder(&server).exists());
    assert!(!server.socket.unwrap().exists());
    assert!(other.answers());
}

pub(crate) fn it_stops_and_starts_on_its_port(engine: Engine) {
    let mut own = usual(engine);
    let before = own.clone();
    query(&own, "segue", "CREATE DATABASE kept");
    own.stop().unwrap();
    assert!(!own.answers() && !own.is_running() && !is_worked_in(&own.data));
    own.stop().unwrap();

    let began = Instant::now();
    own.start().unwrap();
    println!("{engine} started again within {:?}", began.elapsed());
    assert!(own.answers());
    assert_eq!((&own.url, &own.data), (&before.url, &before.data));
    assert_ne!(own.pid, before.pid);
    let count = match engine {
        Engine::Postgres => "SELECT count(*) FROM pg_database WHERE datname = 'kept'",
        Engine::MariaDb => "SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'kept'",
    };
    assert_eq!(value(&own, count).unwrap_or("1".into()), "1");
    own.start().unwrap();
    assert!(own.answers());
}

pub(crate) fn it_starts_after_it_was_killed(engine: Engine) {
    let mut own = usual(engine);
    let port = own.port;
    own.kill().unwrap();
    assert!(!own.answers() && !own.is_running() && !is_worked_in(&own.data));
    own.kill().unwrap();
    own.start().unwrap();
    assert!(own.answers());
    assert_eq!(own.port, port);

    let server = own.clone();
    own.kill().unwrap();
    drop(own);
    assert!(!folder(&server).exists());
}

pub(crate) fn it_is_silent_while_it_is_frozen(engine: Engine) {
    let mut own = usual(engine);
    own.freeze().unwrap();
    assert!(!own.answers() && own.is_running());
    own.thaw().unwrap();
    assert!(own.answers());

    own.freeze().unwrap();
    let server = own.clone();
    drop(own);
    assert!(!is_worked_in(&server.data) && !folder(&server).exists());
}

pub(crate) fn it_does_not_outlive_its_owner(engine: Engine) {
    let (mut owner, data) = owner::start(engine);
    assert!(data.is_dir());
    // Linux is where it can be seen.
    assert!(is_worked_in(&data) || !cfg!(target_os = "linux"));
    owner.kill().unwrap();
    owner.wait().unwrap();
    assert!(comes_true(|| !is_worked_in(&data)), "a process works in {}", data.display());
    assert!(comes_true(|| !data.parent().unwrap().exists()), "{} is left", data.display());
}

pub(crate) fn options_reach_it(engine: Engine) {
    let options = match engine {
        Engine::Postgres => Options::new().arguments(["-c", "log_line_prefix=SEGUE"]),
        Engine::MariaDb => Options::new().argument("--version=10.11.1-SEGUE"),
    };
    let own = throwaway(engine, &options.variable("TZ", "Asia/Tokyo")).unwrap();
    assert!(fs::read_to_string(&own.log).unwrap().contains("SEGUE"));
    let environment = fs::read_to_string(format!("/proc/{}/environ", own.pid));
    // Linux is where it can be seen.
    assert!(environment.map_or(!cfg!(target_os = "linux"), |text| text.contains("TZ=Asia/Tokyo")));
}

pub(crate) fn a_wrong_option_is_explained(engine: Engine) {
    let argument = "--there-is-no-such-setting=1";
    let message = throwaway(engine, &Options::new().argument(argument)).unwrap_err().to_string();
    assert!(message.contains("ended while it was starting"), "{message}");
    assert!(message.contains(argument), "the command: {message}");
    let logged = message.split_once("ends in:").expect(&message).1;
    assert!(
        logged.contains("there_is_no_such_setting") || logged.contains("there-is-no-such-setting"),
        "{message}"
    );
}

pub(crate) fn its_certificate_holds(engine: Engine) {
    let own = usual(engine);
    let Some(ca) = &own.ca else { return println!("skipped: there is no OpenSSL, and so no certificate") };
    let protocol = if engine == Engine::Postgres { "postgres" } else { "mysql" };
    for options in [["-verify_ip", "127.0.0.1"], ["-verify_hostname", "localhost"]] {
        let mut client = Command::new("openssl");
        client.args(["s_client", "-verify_return_error", "-starttls", protocol, "-connect"]);
        client.arg(format!("127.0.0.1:{}", own.port)).arg("-CAfile").arg(ca).args(options);
        let output = client.stdin(std::process::Stdio::null()).output().unwrap();
        assert!(String::from_utf8_lossy(&output.stdout).contains("Verify return code: 0 (ok)"), "{output:?}");
    }
}

pub(crate) fn its_user_signs_in(engine: Engine) {
    let own = usual(engine);
    let Some(output) = query(&own, "segue", "SELECT 1") else {
        return println!("skipped: {engine}'s client is not installed");
    };
    assert!(output.status.success(), "{output:?}");
    assert!(!query(&own, "wrong", "SELECT 1").unwrap().status.success());
    let settings: &[(&str, &str)] = match engine {
        Engine::Postgres => &[
            ("SHOW lc_messages", "C"),
            ("SHOW server_encoding", "UTF8"),
            ("SHOW max_connections", "300"),
            ("SHOW timezone", "UTC"),
            ("SELECT rolsuper FROM pg_roles WHERE rolname = 'segue'", "t"),
        ],
        Engine::MariaDb => &[
            ("SELECT @@character_set_server", "utf8mb4"),
            ("SELECT @@max_connections", "400"),
            ("SELECT @@system_time_zone", "UTC"),
            ("SELECT current_user()", "segue@%"),
            ("SELECT count(*) FROM mysql.user WHERE user = ''", "0"),
            ("CREATE USER other; GRANT ALL ON *.* TO other; SELECT 1", "1"),
        ],
    };
    for (sql, expected) in settings {
        let found = value(&own, sql).unwrap();
        assert!(found.trim_start_matches("Etc/") == *expected, "{sql}: {found}");
    }
}
