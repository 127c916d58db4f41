//! PostgreSQL, and a role that may not choose the language.

use orm_api::{backend::Settings, op::Op};
use segue::{Database, Engine, Error, ErrorKind, Mode, raw};
use segue_tests::{
    Options, Setup,
    setup::{Face, Neutral, is_required},
};
use services::Owned;

/// What the role needs, and has: a database of its own with something to offend against.
const TABLES: &str = "CREATE TABLE parent (id int PRIMARY KEY); \
     CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent, name text NOT NULL, size int CHECK (size > 0)); \
     INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1, 1, 'a', 1)";

/// Failures that diesel has a name for: known in any language, with what was offended against.
const NAMED: [(&str, ErrorKind, &str); 4] = [
    ("INSERT INTO parent VALUES (1)", ErrorKind::UniqueViolation, "parent_pkey"),
    ("INSERT INTO child VALUES (2, 9, 'a', 1)", ErrorKind::ForeignKeyViolation, "child_parent_fkey"),
    ("INSERT INTO child VALUES (2, 1, NULL, 1)", ErrorKind::NotNullViolation, ""),
    ("INSERT INTO child VALUES (2, 1, 'a', 0)", ErrorKind::CheckViolation, "child_size_check"),
];

/// Failures that diesel has no name for: known by their code, or by their text in English.
const NAMELESS: [(&str, ErrorKind); 4] = [
    ("INSERT INTO nobody VALUES (1)", ErrorKind::MissingTable),
    ("INSERT INTO child VALUES (99999999999, 1, 'a', 1)", ErrorKind::InvalidValue),
    ("SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)", ErrorKind::Cancelled),
    ("SELECT pg_read_file('/nowhere')", ErrorKind::PermissionDenied),
];

/// Who is not let in, by what is wrong with the URL, and the kind where the code is known. It is never known to diesel's phases on
/// a server that speaks another language: whoever is not let in has not asked it for English yet.
const NOT_LET_IN: [(Change, ErrorKind); 3] = [
    (|url| url.replace("plain:plain@", "plain:guess@"), ErrorKind::Authentication),
    (|url| url.replace("plain:plain@", "nobody:plain@"), ErrorKind::Authentication),
    (|url| format!("{url}_of_nobody"), ErrorKind::Connect),
];

type Change = fn(&str) -> String;

/// The server, and where the role's database is.
struct Site {
    server: Owned,
    url: String,
}

impl Site {
    fn start() -> Result<Self, String> {
        let german = services::Options::new().arguments(["-c", "lc_messages=de_DE.UTF-8"]);
        let server = services::throwaway(services::Engine::Postgres, &german)
            .map_err(|problem| format!("{problem}; the system needs the locale de_DE.UTF-8"))?;
        let admin = Neutral::connect(Engine::Postgres, &server.url).unwrap();
        let said = admin.execute("SELECT 1 FROM nobody").unwrap_err().to_string();
        if !said.contains("existiert nicht") {
            return Err(format!("the server does not speak German: {said}"));
        }
        admin.execute("CREATE ROLE plain LOGIN PASSWORD 'plain'").unwrap();
        admin.execute("CREATE DATABASE plain OWNER plain").unwrap();
        let (_, address) = server.url.split_once('@').unwrap();
        let (address, _) = address.rsplit_once('/').unwrap();
        let url = format!("postgres://plain:plain@{address}/plain");
        Neutral::connect(Engine::Postgres, &url).unwrap().execute(TABLES).unwrap();
        Ok(Site { server, url })
    }

    fn open(&self, mode: Mode) -> Database {
        let options = Options::new(Settings::new(&self.url).unwrap());
        Face { engine: Engine::Postgres, mode }.open(options).wait().unwrap()
    }

    /// Each is refused as an error of connecting, with what the server said; the native phase knows which.
    fn expect_refusals(&self) {
        for (mode, (change, kind)) in Mode::ALL.into_iter().flat_map(|mode| NOT_LET_IN.map(|one| (mode, one)))
        {
            let url = change(&self.url);
            let options = Options::new(Settings::new(&url).unwrap());
            let error = Face { engine: Engine::Postgres, mode }.open(options).wait().unwrap_err();
            let expected = if mode == Mode::Native { kind } else { ErrorKind::Connect };
            assert_eq!(error.kind(), expected, "{mode}: {url}: {error}");
            assert!(!error.to_string().contains("guess"), "{error}");
        }
    }

    /// In every mode, with the codes where `knows` says so.
    fn expect(&self, knows: fn(Mode) -> bool) {
        for mode in Mode::ALL {
            let db = self.open(mode);
            assert_eq!(db.capabilities().unwrap().knows_error_codes, knows(mode), "{mode}");
            for (sql, kind, constraint) in NAMED {
                let error = refused(raw(sql).execute(&db));
                assert_eq!(
                    (error.kind(), error.constraint().unwrap_or_default()),
                    (kind, constraint),
                    "{mode}: {sql}"
                );
            }
            for (sql, kind) in NAMELESS {
                let expected = if knows(mode) { kind } else { ErrorKind::Statement };
                assert_eq!(refused(provoke(&db, sql)).kind(), expected, "{mode}: {sql}");
            }
            assert_eq!(
                raw("SELECT count(*) FROM child").read_only().get::<i64>(&db).wait().unwrap(),
                1,
                "{mode}"
            );
            db.close(std::time::Duration::from_secs(5)).wait().unwrap();
        }
    }
}

/// Runs the statements in one transaction.
fn provoke(db: &Database, sql: &'static str) -> Op<u64> {
    let db = db.clone();
    Op::new(None, async move {
        let tx = db.begin().await?;
        let mut done = Ok(0);
        for statement in sql.split("; ") {
            done = raw(statement).execute(&tx).await;
        }
        tx.rollback().await?;
        done
    })
}

fn refused(op: Op<u64>) -> Error {
    op.wait().unwrap_err()
}

/// The native phase has the server's codes; diesel's phases know what diesel names, and after the role was granted the right to
/// ask for English, all the rest.
#[test]
fn of_what_german_costs_nothing_is_silent() {
    let site = match Site::start() {
        Ok(site) => site,
        Err(why) if is_required(Engine::Postgres) => panic!("{why}"),
        Err(why) => return eprintln!("not run: {why}"),
    };
    site.expect(|mode| mode == Mode::Native);
    site.expect_refusals();
    let admin = Neutral::connect(Engine::Postgres, &site.server.url).unwrap();
    let version: u32 = admin.value("SHOW server_version_num").unwrap().parse().unwrap();
    if version < 150_000 {
        return eprintln!("not run: before PostgreSQL 15 only superusers choose the language");
    }
    admin.execute("GRANT SET ON PARAMETER lc_messages TO plain").unwrap();
    site.expect(|_| true);
}
