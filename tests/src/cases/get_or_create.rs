//! Finding a row, or making it.

use super::data::{album, cents, shop};
use crate::{
    Case, Fixture, case,
    models::{Album, NewTag, Tag},
    setup::{Neutral, failed},
};
use segue::{Engine, Result, prelude::*};
use std::{
    thread,
    time::{Duration, Instant},
};

pub(super) fn cases() -> Vec<Case> {
    vec![case!(says_whether_it_made_the_row).snapshot(), case!(that_loses_a_race_gets_the_winners_row)]
}

/// With the row.
async fn says_whether_it_made_the_row(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let condition = || Album::title.eq("Meddle");
    let new = || album("Meddle", 1, None, &shop.floyd);
    let (found, created) = fix.run(Album::objects().get_or_create(fix.db(), condition(), new())).await?;
    assert_eq!((found, created), (shop.meddle.clone(), false));
    let only_cheap = Album::objects().filter(Album::price.lt(cents(100)));
    let (made, created) = fix.run(only_cheap.get_or_create(fix.db(), condition(), new())).await?;
    assert_eq!((made.price, created), (cents(1), true));
    let several = Album::objects().get_or_create(fix.db(), condition(), new());
    fix.fails(several, ErrorKind::MultipleObjectsReturned).await;
    Ok(())
}

/// Where another makes the row between looking and making, the loser gets the winner's row.
async fn that_loses_a_race_gets_the_winners_row(fix: Fixture) -> Result<()> {
    let other = race(&fix)?;
    let mine = NewTag { code: "jazz".into(), label: "mine".into() };
    let (tag, created) = fix.run(Tag::objects().get_or_create(fix.db(), Tag::code.eq("jazz"), mine)).await?;
    assert_eq!((tag.label.as_str(), created), ("theirs", false));
    fix.capture().assert_num_queries(3);
    match other.map(thread::JoinHandle::join) {
        Some(Ok(committed)) => committed,
        Some(Err(_)) => Err(failed("the other panicked")),
        None => Ok(()),
    }
}

/// Lets another make the row after it was looked for.
fn race(fix: &Fixture) -> Result<Option<thread::JoinHandle<Result<()>>>> {
    let neutral = fix.place().neutral()?;
    let Some(waiting) = waiting(fix.engine()) else {
        // Nobody writes beside a writer: a trigger is the other. It makes the row first, and lets the loser's statement fail
        // as SQLite would.
        return neutral
            .execute(
                "CREATE TRIGGER race BEFORE INSERT ON tag WHEN NEW.label = 'mine' BEGIN \
                 INSERT INTO tag VALUES (NEW.code, 'theirs'); \
                 SELECT RAISE(FAIL, 'UNIQUE constraint failed: tag.code'); END",
            )
            .map(|()| None);
    };
    neutral.execute("BEGIN")?;
    neutral.execute("INSERT INTO tag VALUES ('jazz', 'theirs')")?;
    let watch = fix.place().neutral()?;
    Ok(Some(thread::spawn(move || commit_once_waited_for(&neutral, &watch, waiting))))
}

/// How many insert a row, of whom the loser is the only one: it has looked for the row already, and waits for the other's.
/// InnoDB's own table of who waits stays as it was for as long as somebody keeps asking for it.
fn waiting(engine: Engine) -> Option<&'static str> {
    match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        ),
        Engine::MySql => Some(
            "SELECT count(*) FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'INSERT%'",
        ),
    }
}

fn commit_once_waited_for(other: &Neutral, watch: &Neutral, waiting: &str) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(20);
    while watch.value(waiting)? == "0" {
        if Instant::now() > deadline {
            return Err(failed("nobody waits for the row of the other"));
        }
        thread::park_timeout(Duration::from_millis(5));
    }
    other.execute("COMMIT")
}
