//! `SELECT`: joins, groups, orders, limits.

use super::{Labelled, Query, models::*};
use segue_orm_api::{
    tree::{
        Aggregate, Comparison, Direction, Expr, LockStrength, LockWait, Locking, Match, Order, Select, Source,
    },
    value::Value,
};

pub(crate) fn from(
    model: &'static segue_orm_api::model::ModelDef,
    change: impl FnOnce(&mut Select),
) -> Select {
    let mut select = Select::from(model);
    change(&mut select);
    select
}

fn labelled(selects: Vec<(&'static str, Select)>) -> Labelled {
    selects.into_iter().map(|(label, select)| (label, Query::Select(select))).collect()
}

fn aggregate(function: Aggregate, operand: Expr) -> Expr {
    Expr::Aggregate { function, operand: Some(Box::new(operand)), distinct: false }
}

fn compare(comparison: Comparison, left: Expr, right: Expr) -> Expr {
    Expr::Compare(comparison, Box::new(left), Box::new(right))
}

/// What is selected, in which order, and how much of it.
pub(crate) fn whole_models() -> Labelled {
    let title = || column(&ALBUM, "title");
    labelled(vec![
        ("nothing selected", Select::from(&ALBUM)),
        ("whole model", from(&ALBUM, |s| s.whole_model = true)),
        (
            "model and column",
            from(&ARTIST, |s| {
                s.whole_model = true;
                s.columns.push(compare(Comparison::Equal, column(&ARTIST, "id"), int(3)));
            }),
        ),
        (
            "order and limit",
            from(&ALBUM, |s| {
                s.columns.push(title());
                s.order.push(Order { by: title(), direction: Direction::Ascending });
                s.order.push(Order { by: column(&ALBUM, "released"), direction: Direction::Descending });
                s.limit = Some(20);
            }),
        ),
        ("offset alone", from(&ALBUM, |s| s.offset = Some(40))),
        ("limit and offset", from(&ALBUM, |s| (s.limit, s.offset) = (Some(u64::MAX), Some(1)))),
        ("locked", from(&ALBUM, |s| s.locking = Some(lock(LockStrength::Update, LockWait::Wait)))),
    ])
}

fn lock(strength: LockStrength, wait: LockWait) -> Locking {
    Locking { strength, wait, of: Vec::new() }
}

/// Rows that are locked when they are read.
pub(crate) fn locks() -> Labelled {
    let artist = forward(&ALBUM, "artist");
    let related = |locking: Locking| {
        from(&ALBUM, |s| {
            s.related = vec![vec![artist]];
            s.locking = Some(locking);
        })
    };
    let own = |locking| from(&ALBUM, |s| s.locking = Some(locking));
    let both = Locking { of: vec![vec![artist]], ..lock(LockStrength::Update, LockWait::NoWait) };
    labelled(vec![
        ("without waiting", own(lock(LockStrength::Update, LockWait::NoWait))),
        ("leaving out", own(lock(LockStrength::Update, LockWait::SkipLocked))),
        ("shared", own(lock(LockStrength::Share, LockWait::Wait))),
        ("joined", related(lock(LockStrength::Update, LockWait::Wait))),
        ("joined, all", related(both)),
    ])
}

/// Locks that leave the rows' keys alone.
pub(crate) fn key_locks() -> Labelled {
    let own = |strength| from(&ALBUM, |s| s.locking = Some(lock(strength, LockWait::Wait)));
    labelled(vec![("no key", own(LockStrength::NoKeyUpdate)), ("key share", own(LockStrength::KeyShare))])
}

/// Paths become joins: shared, inner as long as every row has a partner, outer from the first that may not.
pub(crate) fn joins() -> Labelled {
    let artist = forward(&ALBUM, "artist");
    let producer = forward(&ALBUM, "producer");
    let album = forward(&TRACK, "album");
    let equal = |path: &[&'static _], name: &str| Expr::equal(over(path, name), text("x"));
    labelled(vec![
        ("required", from(&ALBUM, |s| s.filters.push(equal(&[artist], "name")))),
        ("optional", from(&ALBUM, |s| s.filters.push(equal(&[producer], "name")))),
        (
            "two to one table",
            from(&ALBUM, |s| {
                s.related = vec![vec![artist], vec![producer]];
                s.filters.push(equal(&[artist], "name"));
                s.whole_model = true;
            }),
        ),
        (
            "depth 2, shared",
            from(&TRACK, |s| {
                s.filters = vec![equal(&[album], "title"), equal(&[album, artist], "name")];
            }),
        ),
        (
            "depth 3, outer from the middle on",
            from(&TRACK, |s| {
                s.filters = vec![equal(&[album, producer, &ARTIST_ALBUMS], "title")];
                s.filters.push(equal(&[album, artist], "name"));
            }),
        ),
        (
            "reverse to depth 2",
            from(&ARTIST, |s| {
                s.filters.push(equal(&[&ARTIST_ALBUMS, &ALBUM_TRACKS], "title"));
            }),
        ),
        (
            "inner behind outer is outer",
            from(&ARTIST, |s| {
                s.filters.push(equal(&[&ARTIST_ALBUMS, artist], "name"));
            }),
        ),
        ("no join for the key", from(&ALBUM, |s| s.filters.push(Expr::equal(over(&[artist], "id"), int(1))))),
        (
            "one join for a key at depth 2",
            from(&TRACK, |s| {
                s.filters.push(Expr::equal(over(&[album, artist], "id"), int(1)));
            }),
        ),
        (
            "a join for a reverse key",
            from(&ARTIST, |s| {
                s.filters.push(Expr::equal(over(&[&ARTIST_ALBUMS], "artist"), int(1)));
            }),
        ),
        (
            "to itself, twice",
            from(&NODE, |s| {
                let parent = forward(&NODE, "parent");
                s.whole_model = true;
                s.filters.push(equal(&[parent, parent], "label"));
            }),
        ),
    ])
}

/// Conditions of every kind.
pub(crate) fn conditions() -> Labelled {
    let id = || column(&ALBUM, "id");
    let one = || Expr::equal(id(), int(1));
    let filter = |condition: Expr| from(&ALBUM, |s| s.filters.push(condition));
    let like = |place, ignore_case| {
        let (operand, text) = (Box::new(column(&ALBUM, "title")), Box::new(text(r"50%_\")));
        filter(Expr::Like { operand, place, text, ignore_case })
    };
    let ids = |last| (1..=last).map(int).collect();
    labelled(vec![
        ("and, or, not", filter(Expr::And(vec![one(), Expr::Or(vec![one(), Expr::Not(Box::new(one()))])]))),
        ("nested and", filter(Expr::Or(vec![Expr::And(vec![one(), one()]), one()]))),
        ("and of none", filter(Expr::And(vec![]))),
        ("or of none", filter(Expr::Or(vec![]))),
        ("null", filter(Expr::IsNull(Box::new(column(&ALBUM, "released"))))),
        ("not null", filter(Expr::Not(Box::new(Expr::IsNull(Box::new(column(&ALBUM, "released"))))))),
        ("in none", filter(Expr::In(Box::new(id()), vec![]))),
        ("in three", filter(Expr::In(Box::new(id()), ids(3)))),
        ("in four", filter(Expr::In(Box::new(id()), ids(4)))),
        ("in columns", filter(Expr::In(Box::new(id()), vec![column(&ALBUM, "artist"), int(2)]))),
        ("between", filter(Expr::Between(Box::new(id()), Box::new(int(1)), Box::new(int(9))))),
        ("literal first", filter(compare(Comparison::Less, Expr::Value(Value::I16(1)), id()))),
        ("condition as operand", filter(Expr::equal(one(), Expr::Value(Value::Bool(true))))),
        ("contains", like(Match::Contains, false)),
        ("icontains", like(Match::Contains, true)),
        ("starts with", like(Match::StartsWith, false)),
        ("istarts with", like(Match::StartsWith, true)),
        ("ends with", like(Match::EndsWith, false)),
        ("iends with", like(Match::EndsWith, true)),
        ("exact", like(Match::Exact, false)),
        ("iexact", like(Match::Exact, true)),
        (
            "icontains a column",
            filter(Expr::Like {
                operand: Box::new(column(&ALBUM, "title")),
                place: Match::Contains,
                text: Box::new(over(&[forward(&ALBUM, "artist")], "name")),
                ignore_case: true,
            }),
        ),
    ])
}

/// What is selected beside an aggregate makes the groups; conditions on aggregates are asked of those.
pub(crate) fn groups() -> Labelled {
    let artist = forward(&ALBUM, "artist");
    let albums = || aggregate(Aggregate::Count, over(&[&ARTIST_ALBUMS], "id"));
    labelled(vec![
        ("all rows", from(&ALBUM, |s| s.columns = vec![Expr::count_all()])),
        (
            "distinct",
            from(&ALBUM, |s| {
                let operand = Some(Box::new(column(&ALBUM, "title")));
                s.columns = vec![Expr::Aggregate { function: Aggregate::Count, operand, distinct: true }];
            }),
        ),
        (
            "by a related column",
            from(&ALBUM, |s| {
                s.columns = vec![over(&[artist], "name"), aggregate(Aggregate::Sum, column(&ALBUM, "price"))];
            }),
        ),
        (
            "by an expression with a value",
            from(&ALBUM, |s| {
                let late = compare(Comparison::Greater, column(&ALBUM, "id"), int(9));
                s.columns = vec![late, aggregate(Aggregate::Max, column(&ALBUM, "price"))];
            }),
        ),
        (
            "by the model",
            from(&ARTIST, |s| {
                s.whole_model = true;
                s.columns = vec![albums()];
                s.order.push(Order { by: albums(), direction: Direction::Descending });
            }),
        ),
        (
            "by the model and its relations",
            from(&ALBUM, |s| {
                s.whole_model = true;
                s.related = vec![vec![artist]];
                s.columns = vec![aggregate(Aggregate::Avg, over(&[&ALBUM_TRACKS], "seconds"))];
            }),
        ),
        (
            "having",
            from(&ARTIST, |s| {
                s.columns = vec![column(&ARTIST, "name"), albums()];
                s.filters = vec![
                    compare(Comparison::Greater, albums(), int(2)),
                    Expr::equal(column(&ARTIST, "name"), text("x")),
                ];
            }),
        ),
        (
            "both in one condition",
            from(&ARTIST, |s| {
                s.whole_model = true;
                let named = Expr::equal(column(&ARTIST, "name"), text("x"));
                s.filters = vec![Expr::And(vec![named, compare(Comparison::Greater, albums(), int(2))])];
            }),
        ),
        (
            "having without a selected aggregate",
            from(&ARTIST, |s| {
                s.whole_model = true;
                s.filters = vec![compare(Comparison::Greater, albums(), int(2))];
            }),
        ),
    ])
}

/// The rows of a query can be counted, and nothing else be asked of them.
pub(crate) fn queries_inside_queries() -> Labelled {
    let limited = || from(&ALBUM, |s| (s.limit, s.columns) = (Some(5), vec![column(&ALBUM, "id")]));
    let over = |change: fn(&mut Select)| {
        let mut select = Select::over(Source::Subquery(Box::new(limited())));
        change(&mut select);
        select
    };
    labelled(vec![
        ("count", over(|s| s.columns.push(Expr::count_all()))),
        ("whole model", over(|s| s.whole_model = true)),
        ("column", over(|s| s.columns.push(column(&ALBUM, "title")))),
        ("filter", over(|s| s.filters.push(Expr::equal(column(&ALBUM, "id"), int(1))))),
    ])
}

/// Names of any kind stay names.
pub(crate) fn hostile_names() -> Labelled {
    let name = || column(&HOSTILE, "select");
    labelled(vec![(
        "all",
        from(&HOSTILE, |s| {
            s.whole_model = true;
            s.filters.push(Expr::equal(name(), text("'; DROP TABLE artist; --")));
            s.order.push(Order { by: name(), direction: Direction::Ascending });
        }),
    )])
}
