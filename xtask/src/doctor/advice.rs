//! What is known to be bad: versions with faults that lose data, and settings that do.

use super::{Asked, Session};
use segue::PoolSettings;

/// A version that should not be used, and why.
struct Bad {
    /// The setting that tells the version.
    setting: &'static str,
    /// The first and the last bad one.
    from: [u32; 3],
    to: [u32; 3],
    why: &'static str,
}

/// Facts of the projects' own release notes.
const BAD: &[Bad] = &[
    bad(
        "server_version",
        [14, 0, 0],
        [14, 3, 99],
        "CREATE INDEX CONCURRENTLY can leave a corrupt index; 14.4 mends it",
    ),
    bad(
        "server_version",
        [17, 1, 0],
        [17, 1, 99],
        "it broke extensions and `ALTER ROLE .. SET`; 17.2 mends it",
    ),
    bad(
        "server_version",
        [16, 5, 0],
        [16, 5, 99],
        "it broke extensions and `ALTER ROLE .. SET`; 16.6 mends it",
    ),
    bad(
        "server_version",
        [15, 9, 0],
        [15, 9, 99],
        "it broke extensions and `ALTER ROLE .. SET`; 15.10 mends it",
    ),
    bad(
        "version",
        [8, 0, 38],
        [8, 0, 38],
        "a server with more than 10,000 tables does not start again; 8.0.39 mends it",
    ),
    bad(
        "version",
        [8, 4, 1],
        [8, 4, 1],
        "a server with more than 10,000 tables does not start again; 8.4.2 mends it",
    ),
];

const fn bad(setting: &'static str, from: [u32; 3], to: [u32; 3], why: &'static str) -> Bad {
    Bad { setting, from, to, why }
}

/// Sentences on what should be changed.
pub(super) fn on(asked: &[Asked], sessions: &[Session]) -> Vec<String> {
    let Some(session) = sessions.first() else { return Vec::new() };
    let value = |name: &str| {
        let row = asked.iter().position(|asked| asked.name == name)?;
        session.values.get(row).map(String::as_str)
    };
    let mut advice: Vec<String> = BAD
        .iter()
        .filter_map(|bad| {
            let found = value(bad.setting)?;
            (bad.from..=bad.to).contains(&number(found)).then(|| format!("{found}: {}", bad.why))
        })
        .collect();
    advice.extend(settings(&value));
    advice
}

/// The first three numbers of a version.
fn number(version: &str) -> [u32; 3] {
    let mut parts = version.split(|one: char| !one.is_ascii_digit()).map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

fn settings<'v>(value: &dyn Fn(&str) -> Option<&'v str>) -> Vec<String> {
    let mut advice = Vec::new();
    let mut say = |bad: bool, what: &str| advice.extend(bad.then(|| what.to_owned()));
    say(value("fsync") == Some("off"), "`fsync = off`: a power failure can destroy the database");
    say(
        value("synchronous_commit") == Some("off"),
        "`synchronous_commit = off`: the last commits before a crash can be lost",
    );
    let english = |language: &str| {
        matches!(language, "" | "C" | "POSIX") || language.starts_with("en") || language.starts_with("C.")
    };
    say(
        value("lc_messages").is_some_and(|language| !english(language)),
        "`lc_messages` is not English: diesel shows an error's text and not its code, so that `sync` and `threaded` know \
         fewer kinds of errors; let an administrator run `ALTER ROLE .. SET lc_messages = 'C'`",
    );
    say(
        value("innodb_flush_log_at_trx_commit").is_some_and(|flushes| flushes != "1"),
        "`innodb_flush_log_at_trx_commit` is not 1: the last commits before a crash can be lost",
    );
    say(
        value("binlog_format") == Some("STATEMENT"),
        "`binlog_format = STATEMENT` refuses writes in the isolation READ COMMITTED; use ROW or MIXED",
    );
    let pool = PoolSettings::default();
    let kept = pool.max_connections * pool.statement_cache;
    say(
        value("max_prepared_stmt_count")
            .and_then(|most| most.parse().ok())
            .is_some_and(|most: usize| most < 4 * kept),
        "`max_prepared_stmt_count` is less than four pools of prepared statements; lower `pool.statement_cache` or raise it",
    );
    say(
        value("compile_options").is_some_and(|options| options.contains("ENABLE_MEMORY_MANAGEMENT")),
        "SQLite was built with ENABLE_MEMORY_MANAGEMENT, which puts all page caches behind one lock; build with \
         LIBSQLITE3_FLAGS as the README says",
    );
    advice
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Versions are compared number by number.
    #[test]
    fn versions_are_numbers() {
        assert_eq!(number("15.20 (Debian 15.20-0+deb12u1)"), [15, 20, 0]);
        assert_eq!(number("8.0.38-log"), [8, 0, 38]);
        assert!((BAD[0].from..=BAD[0].to).contains(&number("14.3")));
        assert!(!(BAD[0].from..=BAD[0].to).contains(&number("14.4")));
    }
}
