//! MariaDB.

use orm_api::backend::Settings;
use segue::{Engine, Error, ErrorKind, Mode, raw};
use segue_tests::{
    Options, Setup,
    setup::{Face, Neutral, is_required},
};

/// MariaDB tells of deadlocks in the language that it was started in: its number for the error is asked for.
#[test]
fn a_deadlock_is_known_in_any_language() {
    let german = services::Options::new().argument("--lc-messages=de_DE");
    let server = match services::throwaway(services::Engine::MariaDb, &german) {
        Ok(server) => server,
        Err(problem) if is_required(Engine::MySql) => panic!("{problem}"),
        Err(problem) => return eprintln!("not run: {problem}"),
    };
    let admin = Neutral::connect(Engine::MySql, &server.url).unwrap();
    admin.execute("CREATE DATABASE mine").unwrap();
    admin.execute("CREATE TABLE mine.t (id int PRIMARY KEY, v int)").unwrap();
    admin.execute("INSERT INTO mine.t VALUES (1, 0), (2, 0)").unwrap();
    let (base, _) = server.url.rsplit_once('/').unwrap();
    for mode in Mode::ALL {
        let options = Options::new(Settings::new(&format!("{base}/mine")).unwrap());
        let db = Face { engine: Engine::MySql, mode }.open(options).wait().unwrap();
        let (one, other) = (db.begin().wait().unwrap(), db.begin().wait().unwrap());
        let change = |tx: &segue::Transaction, id: i32| {
            raw("UPDATE t SET v = v + 1 WHERE id = ?").bind(id).execute(tx).wait()
        };
        change(&one, 1).unwrap();
        change(&other, 2).unwrap();
        let ended = std::thread::scope(|scope| {
            let waiting = scope.spawn(|| change(&one, 2));
            [change(&other, 1), waiting.join().unwrap()]
        });
        let kinds: Vec<_> = ended.iter().flat_map(|ended| ended.as_ref().err()).map(Error::kind).collect();
        assert_eq!(kinds, [ErrorKind::Deadlock], "{mode}: {ended:?}");
        drop((one, other));
        db.close(std::time::Duration::from_secs(5)).wait().unwrap();
    }
}
