//! How often a `get` allocates. Allocations are exact, unlike times: one more is a change that somebody has made, and should
//! have meant.
//!
//! Counted are all threads of the process, so that what a worker or a driver's thread allocates counts too, and the drivers with
//! them: what a get by sqlx's own means allocates is counted beside it.

#![allow(
    unsafe_code,
    reason = "an allocator that counts is the only way to see allocations, and is one by a trait"
)]
#![allow(clippy::unwrap_used, reason = "a test fails where these fail")]

use segue::prelude::*;
use segue_tests::models::{Artist, NewArtist};
use sqlx::{ConnectOptions, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicU64, Ordering},
};

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: everything is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What a get of one row allocates in each mode, in the order of [`Mode::ALL`]: eight times on Segue's side of the driver, once
/// for the row's own string, and in the driver: four times in diesel (the text that it looks its statement up by, the statement and
/// what is bound), seven to nine times in sqlx and its thread. Where a hop is for each statement, it costs three more.
const MOST: [u64; 4] = [13, 13, 16, 18];
const TIMES: u64 = 200;

/// For one of many that are alike, once the first ones are through: connections are open and statements prepared.
async fn each(mut once: impl AsyncFnMut()) -> u64 {
    for _ in 0..50 {
        once().await;
    }
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    for _ in 0..TIMES {
        once().await;
    }
    // What happens now and then, such as a timer that moves on, is less than one for each.
    (ALLOCATIONS.load(Ordering::Relaxed) - before) / TIMES
}

async fn by_segue(url: &str, mode: Mode) -> u64 {
    let db = Database::builder(url).unconfigured().phase(mode).connect().await.unwrap();
    let count = each(async || {
        let artist = Artist::objects().by_pk(1).get(&db).await.unwrap();
        assert_eq!(artist.name, "Pink Floyd");
    });
    let count = count.await;
    db.close(std::time::Duration::from_secs(5)).await.unwrap();
    count
}

async fn by_sqlx(file: &str) -> u64 {
    let options = SqliteConnectOptions::new().filename(file).disable_statement_logging();
    let mut connection: SqliteConnection = options.connect().await.unwrap();
    each(async || {
        let query = sqlx::query_as("SELECT id, name, country FROM artist WHERE id = ?").bind(1_i64);
        let row: (i64, String, Option<String>) = query.fetch_one(&mut connection).await.unwrap();
        assert_eq!(row.1, "Pink Floyd");
    })
    .await
}

/// In any mode.
#[tokio::test]
async fn a_get_allocates_no_more_than_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.db").display().to_string();
    let url = format!("sqlite:{file}");
    let db = Database::builder(&url).unconfigured().phase(Phase::Sync).connect().await.unwrap();
    create_tables(&db, &[Artist::def()]).await.unwrap();
    let floyd = NewArtist { name: "Pink Floyd".into(), country: None };
    Artist::objects().create(&db, floyd).await.unwrap();

    println!("sqlx by hand: {}", by_sqlx(&file).await);
    let mut too_many = Vec::new();
    for (mode, most) in Mode::ALL.into_iter().zip(MOST) {
        let count = by_segue(&url, mode).await;
        println!("{mode}: {count}");
        if count > most {
            too_many.push(format!("{mode} allocates {count} times, not {most}"));
        }
    }
    assert!(too_many.is_empty(), "{too_many:?}");
}
