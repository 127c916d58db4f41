//! Who is measured on which database, in the order of the table.

use super::options::Options;
use kit::Engine;
use segue::Mode;

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// What it is called.
    pub(super) name: String,
    /// Whether it stands in the peers' workspace.
    pub(super) is_peer: bool,
    /// The driver under it, used by hand, where it is one of Segue's phases.
    pub(super) by_hand: Option<&'static str>,
}

/// All of them. The first is the limit, which the others are measured against: the bare driver, or, on MySQL, diesel, for
/// which there is no bare driver here.
pub(super) fn of(engine: Engine, options: &Options) -> Vec<Entry> {
    let by_hand: &[&str] = match engine {
        Engine::Sqlite => &["rusqlite", "diesel", "sqlx"],
        Engine::Postgres => &["tokio-postgres", "diesel", "sqlx"],
        Engine::Mysql => &["diesel", "sqlx"],
    };
    let by_hand = by_hand.iter().map(|name| entry(name, false, None));
    let segue = options.phases.iter().map(|mode| {
        let driver = match mode {
            Mode::Native => "sqlx",
            _ => "diesel",
        };
        entry(&format!("segue {}", mode.name()), false, Some(driver))
    });
    let peers: &[&str] = match (options.peers, engine) {
        (false, _) => &[],
        (true, Engine::Sqlite) => &["diesel-async", "deadpool-diesel", "sea-orm"],
        (true, Engine::Postgres) => &["diesel-async", "deadpool-diesel", "sea-orm"],
        (true, Engine::Mysql) => &["diesel-async", "sea-orm"],
    };
    let peers = peers.iter().map(|name| entry(name, true, None));
    by_hand.chain(segue).chain(peers).collect()
}

fn entry(name: &str, is_peer: bool, by_hand: Option<&'static str>) -> Entry {
    Entry { name: name.to_owned(), is_peer, by_hand }
}
