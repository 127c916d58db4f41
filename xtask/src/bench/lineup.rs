//! Who is measured on which database, in the order of the table.

use super::options::Options;
use kit::Engine;
use segue::Mode;

const PEERS: &str = "peers";
const PEERS_SYNC: &str = "peers-sync";

/// The workspaces of the peers.
pub(super) const WORKSPACES: [&str; 2] = [PEERS, PEERS_SYNC];

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// What it is called.
    pub(super) name: String,
    /// The workspace that it stands in, where it is a peer: a folder of `bench`.
    pub(super) workspace: Option<&'static str>,
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
    let by_hand = by_hand.iter().map(|name| entry(name, None, None));
    let segue = options.phases.iter().map(|mode| {
        let driver = match mode {
            Mode::Native => "sqlx",
            _ => "diesel",
        };
        entry(&format!("segue {}", mode.name()), None, Some(driver))
    });
    let peers: &[(&str, &'static str)] = match (options.peers, engine) {
        (false, _) => &[],
        (true, Engine::Sqlite) => &[
            ("diesel-async", PEERS),
            ("deadpool-diesel", PEERS),
            ("sea-orm", PEERS),
            ("sea-orm-sync", PEERS_SYNC),
        ],
        (true, Engine::Postgres) => {
            &[("diesel-async", PEERS), ("deadpool-diesel", PEERS), ("sea-orm", PEERS)]
        }
        (true, Engine::Mysql) => &[("diesel-async", PEERS), ("sea-orm", PEERS)],
    };
    let peers = peers.iter().map(|(name, workspace)| entry(name, Some(*workspace), None));
    by_hand.chain(segue).chain(peers).collect()
}

fn entry(name: &str, workspace: Option<&'static str>, by_hand: Option<&'static str>) -> Entry {
    Entry { name: name.to_owned(), workspace, by_hand }
}
