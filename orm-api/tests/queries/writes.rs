//! `INSERT`, `UPDATE` and `DELETE`.

use super::{Labelled, Query, models::*};
use segue_orm_api::{
    model::ModelDef,
    tree::{Aggregate, Arithmetic, Comparison, Delete, Expr, Insert, Update},
    value::Value,
};

pub(crate) fn insert_of(
    model: &'static ModelDef,
    names: &[&str],
    rows: Vec<Vec<Value>>,
    returning: bool,
) -> Query {
    let fields = names.iter().map(|name| model.field(name).unwrap()).collect();
    Query::Insert(Insert { model, fields, rows, returning })
}

pub(crate) fn update_of(model: &'static ModelDef, set: &[(&str, Expr)], filters: Vec<Expr>) -> Query {
    let set = set.iter().map(|(name, expr)| (model.field(name).unwrap(), expr.clone())).collect();
    Query::Update(Update { model, filters, set })
}

pub(crate) fn delete_of(model: &'static ModelDef, filters: Vec<Expr>) -> Query {
    Query::Delete(Delete { model, filters })
}

pub(crate) fn name(text: &str) -> Vec<Value> {
    vec![Value::Text(text.into())]
}

pub(crate) fn inserts() -> Labelled {
    vec![
        ("one", insert_of(&ARTIST, &["name"], vec![name("Can")], false)),
        ("two, given back", insert_of(&ARTIST, &["name"], vec![name("Faust"), name("Neu!")], true)),
        (
            "hostile, given back",
            insert_of(
                &HOSTILE,
                &["select", "digits"],
                vec![vec![Value::Text("x".into()), Value::Decimal("1.5".parse().unwrap())]],
                true,
            ),
        ),
        ("no row", insert_of(&ARTIST, &["name"], vec![], false)),
        ("uneven", insert_of(&ARTIST, &["name"], vec![vec![]], false)),
        ("two of nothing", insert_of(&ARTIST, &[], vec![vec![], vec![]], false)),
        ("too long", insert_of(&ARTIST, &["name"], vec![name("Tangerine Dream")], false)),
    ]
}

pub(crate) fn updates() -> Labelled {
    let artist = forward(&ALBUM, "artist");
    let stock = || column(&ALBUM, "stock");
    let more = |amount| Expr::Arithmetic(Arithmetic::Add, Box::new(stock()), Box::new(int(amount)));
    let tracks = Expr::Aggregate {
        function: Aggregate::Count,
        operand: Some(Box::new(over(&[&ALBUM_TRACKS], "id"))),
        distinct: false,
    };
    let many = Expr::Compare(Comparison::Greater, Box::new(tracks), Box::new(int(9)));
    let by = Expr::equal(over(&[artist], "name"), text("Can"));
    vec![
        ("values", update_of(&ALBUM, &[("title", text("x")), ("price", dec("9.9"))], vec![])),
        (
            "an expression",
            update_of(&ALBUM, &[("stock", more(1))], vec![Expr::equal(column(&ALBUM, "id"), int(1))]),
        ),
        ("through a join", update_of(&ALBUM, &[("title", text("x"))], vec![by.clone()])),
        (
            "by the key of a relation",
            update_of(&ALBUM, &[("title", text("x"))], vec![Expr::equal(over(&[artist], "id"), int(1))]),
        ),
        ("by an aggregate", update_of(&ALBUM, &[("title", text("x"))], vec![many])),
        ("from a relation", update_of(&ALBUM, &[("title", over(&[artist], "name"))], vec![])),
        ("nothing", update_of(&ALBUM, &[], vec![])),
        (
            "in a table like an alias",
            update_of(
                &NODE,
                &[("label", text("x"))],
                vec![
                    Expr::equal(over(&[forward(&NODE, "parent")], "label"), text("y")),
                    Expr::equal(column(&NODE, "label"), text("z")),
                ],
            ),
        ),
        (
            "in a table like an alias, no join",
            update_of(&NODE, &[("label", text("x"))], vec![Expr::equal(column(&NODE, "label"), text("z"))]),
        ),
        ("delete all", delete_of(&TRACK, vec![])),
        ("delete some", delete_of(&TRACK, vec![Expr::equal(column(&TRACK, "title"), text("x"))])),
        ("delete through a join", delete_of(&ALBUM, vec![by])),
    ]
}
