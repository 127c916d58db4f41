//! From one backend to another while the application runs.

use super::data::{artist, employees, to_create};
use crate::{
    Case, Fixture, case,
    models::{Artist, Employee, NewTag, Tag},
};
use segue::{Engine, Result, prelude::*};
use std::time::Duration;

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(to_every_other_mode_and_back),
        case!(a_transaction_ends_where_it_began).concurrent(),
        case!(a_stream_ends_where_it_began).concurrent(),
        case!(operations_made_before_run_where_they_are_polled),
        case!(to_the_mode_in_use_does_nothing),
        case!(memory_keeps_its_data).on(&[Engine::Sqlite]),
        case!(what_is_left_at_the_deadline_is_named).concurrent(),
        case!(several_at_once_follow_one_another).concurrent(),
        case!(all_handles_switch_together),
    ]
}

/// The other modes that the backend can be switched to.
pub(super) fn others(fix: &Fixture) -> Vec<Mode> {
    fix.db().modes().into_iter().filter(|mode| *mode != fix.setup().mode()).collect()
}

/// Each ordered pair, with the same data behind it.
async fn to_every_other_mode_and_back(fix: Fixture) -> Result<()> {
    fix.quiet(Artist::objects().create(fix.db(), artist("kept", None))).await?;
    for mode in others(&fix) {
        let report = fix.quiet(fix.db().switch(mode)).await?;
        assert_eq!((report.from, report.to, report.still_running), (fix.setup().mode(), mode, 0));
        assert_eq!((fix.db().mode(), fix.db().phase()), (mode, mode.phase()));
        assert_eq!(fix.quiet(Artist::objects().get(fix.db())).await?.name, "kept");
        let sent = fix.capture().statements();
        assert_eq!(sent.last().map(|sent| sent.observed.mode), Some(mode));
        fix.quiet(fix.db().switch(fix.setup().mode())).await?;
    }
    fix.forget();
    Ok(())
}

pub(super) async fn pause(fix: &Fixture) {
    pause_for(fix, Duration::from_micros(200)).await;
}

pub(super) async fn pause_for(fix: &Fixture, time: Duration) {
    match fix.style() {
        crate::Style::Wait => std::thread::park_timeout(time),
        _ => tokio::time::sleep(time).await,
    }
}

/// Statements of both modes: the transaction's in the old, all others in the new one.
async fn a_transaction_ends_where_it_began(fix: Fixture) -> Result<()> {
    for mode in others(&fix) {
        let tx = fix.quiet(fix.db().begin()).await?;
        fix.quiet(Artist::objects().create(&tx, artist("a", None))).await?;
        let ops = fix.clone();
        let switching = fix.spawn(async move { ops.quiet(ops.db().switch(mode)).await });
        while fix.db().mode() != mode {
            pause(&fix).await;
        }
        fix.forget();
        assert_eq!(fix.quiet(Artist::objects().count(fix.db())).await?, 0);
        fix.quiet(Artist::objects().create(&tx, artist("b", None))).await?;
        fix.quiet(tx.commit()).await?;
        let report = switching.join().await?;
        assert_eq!((report.drained, report.still_running), (1, 0), "{report}");
        assert_eq!(fix.quiet(Artist::objects().delete(fix.db())).await?, 2);
        let modes: Vec<Mode> = fix.capture().statements().iter().map(|sent| sent.observed.mode).collect();
        let mut expected = vec![mode];
        expected.resize(1 + to_create(&fix) + 1, fix.setup().mode());
        expected.push(mode);
        assert_eq!(modes, expected);
        fix.quiet(fix.db().switch(fix.setup().mode())).await?;
    }
    Ok(())
}

/// All of its rows come, in order.
async fn a_stream_ends_where_it_began(fix: Fixture) -> Result<()> {
    employees(&fix, 5000)?;
    for mode in others(&fix) {
        let query = Employee::objects().order_by(Employee::id).values_flat(Employee::id);
        let mut rows = fix.rows(&query, fix.db());
        assert_eq!(rows.next().await?, Some(1));
        let ops = fix.clone();
        let switching = fix.spawn(async move { ops.quiet(ops.db().switch(mode)).await });
        while fix.db().mode() != mode {
            pause(&fix).await;
        }
        assert_eq!(rows.rest().await?, (2..=5000).collect::<Vec<_>>());
        assert_eq!(switching.join().await?.still_running, 0);
        fix.quiet(fix.db().switch(fix.setup().mode())).await?;
    }
    Ok(())
}

/// The backend is looked up when an operation starts.
async fn operations_made_before_run_where_they_are_polled(fix: Fixture) -> Result<()> {
    for mode in others(&fix) {
        let op = Artist::objects().count(fix.db());
        fix.quiet(fix.db().switch(mode)).await?;
        assert_eq!(fix.quiet(op).await?, 0);
        assert_eq!(fix.capture().statements().last().map(|sent| sent.observed.mode), Some(mode));
        fix.quiet(fix.db().switch(fix.setup().mode())).await?;
    }
    fix.forget();
    Ok(())
}

/// And opens nothing.
async fn to_the_mode_in_use_does_nothing(fix: Fixture) -> Result<()> {
    let mode = fix.setup().mode();
    let report = fix.quiet(fix.db().switch(mode)).await?;
    assert_eq!((report.from, report.to, report.drained), (mode, mode, 0));
    assert_eq!(report.opening, Duration::ZERO);
    Ok(())
}

/// Two drivers cannot share SQLite's own (D-20).
async fn memory_keeps_its_data(fix: Fixture) -> Result<()> {
    let mode = fix.setup().mode();
    let db = fix.quiet(Database::builder("sqlite::memory:").unconfigured().phase(mode).connect()).await?;
    fix.quiet(create_tables(&db, &[Tag::def()])).await?;
    fix.quiet(Tag::objects().create(&db, NewTag { code: "a".into(), label: "x".into() })).await?;
    for mode in Mode::ALL {
        fix.quiet(db.switch(mode)).await?;
        assert_eq!(fix.quiet(Tag::objects().get(&db)).await?.code, "a");
    }
    fix.quiet(db.close(Duration::from_secs(10))).await
}

/// With the place where it was begun; it goes on where it is.
async fn what_is_left_at_the_deadline_is_named(fix: Fixture) -> Result<()> {
    for mode in others(&fix) {
        let line = line!() + 1;
        let begin = fix.db().begin();
        let tx = fix.quiet(begin).await?;
        let report = fix.quiet(fix.db().switch_within(mode, Duration::from_millis(10))).await?;
        assert_eq!((report.drained, report.still_running, report.left.len()), (0, 1, 1), "{report}");
        assert_eq!((report.left[0].what, report.left[0].place.line()), ("transaction", line));
        assert!(report.to_string().contains("switching.rs"), "{report}");
        fix.quiet(Artist::objects().create(&tx, artist("a", None))).await?;
        fix.quiet(tx.commit()).await?;
        assert_eq!(fix.quiet(Artist::objects().delete(fix.db())).await?, 1);
        fix.quiet(fix.db().switch(fix.setup().mode())).await?;
    }
    Ok(())
}

/// The last one wins; none is lost half way.
async fn several_at_once_follow_one_another(fix: Fixture) -> Result<()> {
    let switches: Vec<_> = fix
        .db()
        .modes()
        .into_iter()
        .map(|mode| {
            let ops = fix.clone();
            fix.spawn(async move { ops.quiet(ops.db().switch(mode)).await })
        })
        .collect();
    for switch in switches {
        assert_eq!(switch.join().await?.still_running, 0);
    }
    assert_eq!(fix.quiet(Artist::objects().count(fix.db())).await?, 0);
    Ok(())
}

/// Clones, captures and handles outside of transactions are one database.
async fn all_handles_switch_together(fix: Fixture) -> Result<()> {
    let (clone, outside) = (fix.db().clone(), fix.db().outside_transaction());
    for mode in others(&fix) {
        fix.quiet(clone.switch(mode)).await?;
        assert_eq!([fix.db().mode(), clone.mode(), outside.mode()], [mode; 3]);
        fix.quiet(outside.switch(fix.setup().mode())).await?;
        assert_eq!(fix.db().mode(), fix.setup().mode());
    }
    Ok(())
}
