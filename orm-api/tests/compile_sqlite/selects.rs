//! `SELECT`: joins, groups, orders, limits.

use crate::{
    models::*,
    queries::{
        Query, compiled,
        selects::{self, from},
    },
    sqlite::{database, shown, stored},
};
use segue_orm_api::{
    backend::{Access, Statement},
    compile::{self, Sqlite},
    tree::{Expr, Match},
    value::Value,
};

/// What is selected, in which order, and how much of it.
#[test]
fn whole_models() {
    snapshot!(shown(&compiled(&selects::whole_models(), &Sqlite)));
}

/// Paths become joins: shared, inner as long as every row has a partner, outer from the first that may not.
#[test]
fn joins() {
    snapshot!(shown(&compiled(&selects::joins(), &Sqlite)));
}

/// Conditions of every kind.
#[test]
fn conditions() {
    snapshot!(shown(&compiled(&selects::conditions(), &Sqlite)));
}

/// What is selected beside an aggregate makes the groups; conditions on aggregates are asked of those.
#[test]
fn groups() {
    snapshot!(shown(&compiled(&selects::groups(), &Sqlite)));
}

/// The rows of a query can be counted, and nothing else be asked of them.
#[test]
fn queries_inside_queries() {
    snapshot!(shown(&compiled(&selects::queries_inside_queries(), &Sqlite)));
}

/// Names of any kind stay names.
#[test]
fn hostile_names() {
    snapshot!(shown(&compiled(&selects::hostile_names(), &Sqlite)));
}

/// A lock waits for the writer, anything else does not.
#[test]
fn only_locks_write() {
    for (label, query) in selects::locks().into_iter().chain(selects::key_locks()) {
        let Query::Select(mut select) = query else { panic!("{label} is no query") };
        let locked = compile::select(&select, &Sqlite).unwrap();
        select.locking = None;
        let unlocked = compile::select(&select, &Sqlite).unwrap();
        assert_eq!((locked.access, unlocked.access), (Access::Write, Access::Read), "{label}");
        assert_eq!(locked.text, unlocked.text, "{label}");
    }
}

/// SQLite keeps what it has prepared, whatever the values: a bare `LIMIT ?` or `LIKE ?` would not let it.
#[test]
fn nothing_is_prepared_again() {
    let statement = |rows, words: &str, ignore_case| {
        let (operand, text) = (Box::new(column(&ALBUM, "title")), Box::new(text(words)));
        let like = Expr::Like { operand, place: Match::Exact, text, ignore_case };
        let select = from(&ALBUM, |s| (s.filters, s.limit, s.offset) = (vec![like], Some(rows), Some(rows)));
        compile::select(&select, &Sqlite).unwrap()
    };
    for ignore_case in [false, true] {
        let runs =
            [statement(1, "a", ignore_case), statement(2, "b%", ignore_case), statement(3, "c", ignore_case)];
        assert_eq!(preparations(&runs), 0, "{}", runs[0].text);
    }
    let bare = |rows| compile::raw("SELECT 1 FROM album LIMIT ?", &[Value::I64(rows)], Access::Read, &Sqlite);
    assert!(preparations(&[bare(1).unwrap(), bare(2).unwrap()]) > 0, "this would see it");
}

/// How often SQLite prepares the one text of `runs` again.
fn preparations(runs: &[Statement]) -> i32 {
    let connection = database();
    let mut prepared = connection.prepare(&runs[0].text).unwrap();
    for run in runs {
        let params = rusqlite::params_from_iter(run.params.iter().map(stored));
        assert!(prepared.query(params).unwrap().next().unwrap().is_none());
    }
    prepared.get_status(rusqlite::StatementStatus::RePrepare)
}
