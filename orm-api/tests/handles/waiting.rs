use super::*;

/// Short enough for a test, long enough for whatever must not run into it.
const PATIENCE: Duration = Duration::from_millis(700);

async fn impatient(bench: &Bench, mode: Mode) -> Database {
    let url = format!("sqlite:{}/t.db", bench.directory.path().display());
    let builder = Database::builder(&url).unconfigured().phase(mode);
    builder.settings(|settings| settings.pool.acquire_timeout = PATIENCE).connect().await.unwrap()
}

/// An operation that waits for the transaction's connection while its own task streams from it is told so.
#[test]
fn waiting_for_oneself_has_an_end() {
    in_every_mode(|bench| async move {
        let db = impatient(&bench, bench.db.mode()).await;
        Item::objects().bulk_create(&db, (0..5000).map(item)).await.unwrap();
        let run = db.atomic(async |tx| {
            let late = Item::objects().count(tx);
            let mut rows = Item::objects().stream(&mut *tx);
            rows.try_next().await?;
            let error = late.await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::AcquireTimeout);
            assert!(error.to_string().contains("a stream"), "{error}");
            Ok(())
        });
        run.await.unwrap();
    });
}

/// A callback runs when its transaction counts no longer: a switch in it waits for nothing.
#[test]
fn a_callback_can_switch() {
    in_every_mode(|bench| async move {
        let db = bench.db.clone();
        let to = if db.mode() == Mode::Native { Mode::Sync } else { Mode::Native };
        let (report, switched) = std::sync::mpsc::channel();
        let run = bench.db.atomic(async |tx| {
            tx.on_commit_async(move || async move {
                report.send(db.switch(to).await).unwrap();
            });
            Item::objects().create(tx, item("a")).await.map(drop)
        });
        run.await.unwrap();
        let report = switched.recv().unwrap().unwrap();
        assert_eq!((report.to, report.still_running), (to, 0));
        assert_eq!(bench.names().await, ["a"]);
    });
}

/// On a current-thread runtime a blocking function may wait for what another task holds.
#[test]
fn blocking_code_leaves_the_only_thread_free() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for mode in Mode::ALL {
        runtime.block_on(async {
            let bench = Bench::open(mode).await;
            let (db, begun) = (bench.db.clone(), Arc::new(tokio::sync::Notify::new()));
            let holds = begun.clone();
            let holder = tokio::spawn(async move {
                let made = db.atomic(async |tx| {
                    holds.notify_one();
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    Item::objects().create(tx, item("held")).await
                });
                made.await.unwrap();
            });
            begun.notified().await;
            let write = |db: &Database| Item::objects().create(db, item("waited")).wait();
            bench.db.run_blocking(write).await.unwrap();
            holder.await.unwrap();
            assert_eq!(bench.names().await, ["held", "waited"]);
        });
    }
}
