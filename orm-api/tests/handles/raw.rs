use super::*;

/// A `COMMIT` or `ROLLBACK` under a handle that ends its transaction itself is refused.
#[test]
fn a_transaction_is_ended_by_its_handle_alone() {
    in_every_mode(|bench| async move {
        bench
            .db
            .atomic(async |tx| {
                Item::objects().create(tx, item("kept")).await?;
                for sql in ["COMMIT", "-- a comment\nrollback;", "BEGIN", "SAVEPOINT mine", "RELEASE segue_1"]
                {
                    assert_eq!(raw(sql).execute(tx).await.unwrap_err().kind(), ErrorKind::Usage, "{sql}");
                }
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(bench.names().await, ["kept"]);
    });
}

/// Where the database rolls a transaction back by itself, nothing of it is kept, also not what comes after (D-26).
#[test]
fn nothing_is_kept_after_the_database_rolled_back() {
    in_every_mode(|bench| async move {
        Item::objects().create(&bench.db, item("there")).await.unwrap();
        let run = bench.db.atomic(async |tx| {
            Item::objects().create(tx, item("before")).await?;
            let refused =
                raw("INSERT OR ROLLBACK INTO item (name, count) VALUES ('there', 1)").execute(tx).await;
            assert!(refused.unwrap_err().is_unique_violation());
            let after = Item::objects().create(tx, item("after")).await;
            assert_eq!(after.unwrap_err().kind(), ErrorKind::Aborted);
            Ok(())
        });
        assert_eq!(run.await.unwrap_err().kind(), ErrorKind::Aborted);
        assert_eq!(bench.names().await, ["there"]);
        Item::objects().create(&bench.db, item("next")).await.unwrap();
    });
}

/// What raw SQL sets for its connection, nobody else finds.
#[test]
fn changed_settings_do_not_come_back() {
    in_every_mode(|bench| async move {
        raw("PRAGMA query_only = ON").execute(&bench.db).await.unwrap();
        raw("PRAGMA query_only = ON").read_only().execute(&bench.db).await.unwrap();
        raw("BEGIN IMMEDIATE").execute(&bench.db).await.unwrap();
        for number in 0..20 {
            Item::objects().create(&bench.db, item(number)).await.unwrap();
        }
    });
}

/// A transaction that was begun to read does not write, for which it has no turn.
#[test]
fn a_reading_transaction_refuses_to_write() {
    in_every_mode(|bench| async move {
        let reading = bench.db.transaction().read_only();
        let written = reading.run(async |tx| Item::objects().create(tx, item("one")).await).await;
        assert_eq!(written.unwrap_err().kind(), ErrorKind::ReadOnly);
        let reading = bench.db.transaction().read_only();
        assert_eq!(reading.run(async |tx| Item::objects().count(tx).await).await.unwrap(), 0);
    });
}
