//! What is unique, and what is equal, is decided by every character (D-89).

use super::words;
use crate::{
    Options, Setup,
    models::{Artist, NewArtist, NewTag, Tag},
};
use segue::{Database, ErrorKind, prelude::*};
use std::time::Duration;

/// What some collation takes for another of them: by case, by accents, by blanks at the end, by what it ignores, and what
/// it does not know.
const ALL_DIFFERENT: [&str; 24] = [
    "",
    " ",
    "a",
    "A",
    "a ",
    "a  ",
    "a\t",
    "a\u{a0}",
    "a\u{200b}",
    "a\u{ad}",
    "e",
    "é",
    "e\u{301}",
    "E",
    "ß",
    "ss",
    "ẞ",
    "ﬁ",
    "fi",
    "ı",
    "i",
    "İ",
    "😀",
    "😁",
];

/// All stand in a unique column, each once; each is found by itself alone.
pub(super) fn check(setup: &dyn Setup) -> Result<(), String> {
    let place = setup.fresh().map_err(words)?;
    let db = setup.open(Options::new(place.settings())).wait().map_err(words)?;
    for text in ALL_DIFFERENT {
        made(&db, text).map_err(|error| format!("{text:?}: {}", words(error)))?;
    }
    for text in ALL_DIFFERENT {
        once(&db, text).map_err(|why| format!("{text:?}: {why}"))?;
    }
    db.close(Duration::from_secs(10)).wait().map_err(words)
}

/// In a unique column, and as a key.
fn made(db: &Database, text: &str) -> segue::Result<()> {
    Artist::objects().create(db, NewArtist { name: text.into(), country: None }).wait()?;
    Tag::objects().create(db, NewTag { code: text.into(), label: text.into() }).wait()?;
    Ok(())
}

fn once(db: &Database, text: &str) -> Result<(), String> {
    let again = Artist::objects().create(db, NewArtist { name: text.into(), country: None }).wait();
    let kind = again.err().map(|error| error.kind());
    if kind != Some(ErrorKind::UniqueViolation) {
        return Err(format!("a second one gave {kind:?}"));
    }
    let named = Artist::objects().filter(Artist::name.eq(text)).values_flat(Artist::name).all(db).wait();
    let listed =
        Artist::objects().filter(Artist::name.is_in([text])).values_flat(Artist::name).all(db).wait();
    let keyed = Tag::objects().by_pk(text.to_owned()).get(db).wait().map_err(words)?;
    let (named, listed) = (named.map_err(words)?, listed.map_err(words)?);
    match (named.as_slice(), listed.as_slice(), keyed.label)
        == (&[text.to_owned()], &[text.to_owned()], text.to_owned())
    {
        true => Ok(()),
        false => Err(format!("a filter finds {named:?} and {listed:?}")),
    }
}
