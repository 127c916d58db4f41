//! Switching while readers and writers go on.

use super::switching::{others, pause, pause_for};
use crate::{
    Case, Fixture, case,
    models::{NewTag, Tag},
};
use segue::{Result, prelude::*};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

/// Between two operations of a worker. Where client and servers share one processor and never leave it, Linux has been seen
/// to let a server's process, which is a scheduling group of its own, wait for seconds: it is then that one that is slow.
const BREATH: Duration = Duration::from_millis(3);

pub(super) fn cases() -> Vec<Case> {
    vec![case!(nothing_is_lost_or_doubled).concurrent()]
}

/// Readers and writers go on meanwhile: each row that was reported is there once, and no operation fails.
async fn nothing_is_lost_or_doubled(fix: Fixture) -> Result<()> {
    let (stop, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let writers: Vec<_> =
        (0..3).map(|who| fix.spawn(write(fix.clone(), who, stop.clone(), written.clone()))).collect();
    let readers: Vec<_> =
        (0..2).map(|_| fix.spawn(read(fix.clone(), stop.clone(), written.clone()))).collect();
    for mode in others(&fix) {
        for to in [mode, fix.setup().mode()] {
            let report = fix.quiet(fix.db().switch(to)).await?;
            assert_eq!(report.still_running, 0, "{report}");
            let before = written.load(Ordering::SeqCst);
            while written.load(Ordering::SeqCst) < before + 5 {
                pause(&fix).await;
            }
        }
    }
    stop.store(true, Ordering::SeqCst);
    for worker in writers.into_iter().chain(readers) {
        worker.join().await?;
    }
    let there = fix.place().neutral()?.value("SELECT count(*) FROM tag")?;
    assert_eq!(there, written.load(Ordering::SeqCst).to_string());
    Ok(())
}

async fn write(fix: Fixture, who: usize, stop: Arc<AtomicBool>, written: Arc<AtomicU64>) -> Result<()> {
    let mut number = 0;
    while !stop.load(Ordering::SeqCst) {
        let new = |number: u64| NewTag { code: format!("w{who}-{number}"), label: "x".into() };
        if number % 3 == 0 {
            let ops = fix.clone();
            fix.atomic(async |tx| {
                ops.quiet(Tag::objects().create(tx, new(number))).await?;
                ops.quiet(Tag::objects().create(tx, new(number + 1))).await.map(drop)
            })
            .await?;
            number += 1;
            written.fetch_add(1, Ordering::SeqCst);
        } else {
            fix.quiet(Tag::objects().create(fix.db(), new(number))).await?;
        }
        number += 1;
        written.fetch_add(1, Ordering::SeqCst);
        pause_for(&fix, BREATH).await;
    }
    Ok(())
}

/// What was reported as written is seen at once, through whatever backend.
async fn read(fix: Fixture, stop: Arc<AtomicBool>, written: Arc<AtomicU64>) -> Result<()> {
    while !stop.load(Ordering::SeqCst) {
        let known = written.load(Ordering::SeqCst);
        let seen = fix.quiet(Tag::objects().count(fix.db())).await?;
        assert!(seen >= known, "{seen} rows were seen after {known} had been reported");
        pause_for(&fix, BREATH).await;
    }
    Ok(())
}
