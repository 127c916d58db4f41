//! Text search in a real SQLite: nothing in a text is special.

use crate::{models::*, sqlite::*};
use segue_orm_api::{
    tree::{Expr, Match},
    value::Value,
};

const PLACES: [Match; 4] = [Match::Contains, Match::StartsWith, Match::EndsWith, Match::Exact];

fn expected(hay: &str, needle: &str, place: Match) -> bool {
    match place {
        Match::Contains => hay.contains(needle),
        Match::StartsWith => hay.starts_with(needle),
        Match::EndsWith => hay.ends_with(needle),
        Match::Exact => hay == needle,
    }
}

/// Literals, and texts from a column, match as Rust's own search does.
#[test]
fn texts_match_literally() {
    let texts = [
        "", "a", "A", "ab", "xab", "50%", "50", "a_b", "axb", r"a\b", r"a\\b", "%", "_", "*", "?", "[a]",
        "it's", "ä", "bä", "日本", r"\",
    ];
    let connection = database();
    insert(&connection, &NODE, &[("label", Value::Text("".into()))]);
    for hay in texts {
        connection.execute(r#"UPDATE "T1" SET "label" = ?"#, [hay]).unwrap();
        for needle in texts {
            for place in PLACES {
                for ignore_case in [false, true] {
                    let found = |text: Expr| {
                        let operand = Box::new(column(&NODE, "label"));
                        let text = Box::new(text);
                        count(&connection, &NODE, Expr::Like { operand, place, text, ignore_case }) == 1
                    };
                    let fold =
                        |text: &str| if ignore_case { text.to_ascii_lowercase() } else { text.to_owned() };
                    let expected = expected(&fold(hay), &fold(needle), place);
                    assert_eq!(
                        found(text(needle)),
                        expected,
                        "{needle:?} in {hay:?}, {place:?} {ignore_case}"
                    );
                }
            }
        }
        for place in PLACES {
            for ignore_case in [false, true] {
                let (operand, text) = (Box::new(column(&NODE, "label")), Box::new(column(&NODE, "label")));
                let itself = Expr::Like { operand, place, text, ignore_case };
                assert_eq!(
                    count(&connection, &NODE, itself),
                    1,
                    "{hay:?} in itself, {place:?} {ignore_case}"
                );
            }
        }
    }
}

/// NULL holds no text, not even the empty one, and does not hold none either.
#[test]
fn null_stays_null() {
    let connection = database();
    insert(&connection, &ARTIST, &[("name", Value::Text("Can".into()))]);
    let name = || over(&[&ARTIST_ALBUMS], "title");
    for place in PLACES {
        for ignore_case in [false, true] {
            let like = Expr::Like { operand: Box::new(name()), place, text: Box::new(text("")), ignore_case };
            assert_eq!(count(&connection, &ARTIST, like.clone()), 0);
            assert_eq!(count(&connection, &ARTIST, Expr::Not(Box::new(like))), 0);
        }
    }
}
