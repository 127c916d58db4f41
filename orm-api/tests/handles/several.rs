use super::*;

/// More rows than one statement takes.
const MANY: u64 = 20_000;

fn many(prefix: &str) -> Vec<NewItem> {
    (0..MANY).map(|number| item(format!("{prefix}{number}"))).collect()
}

/// Many rows are made all or none, also inside a transaction that goes on after the error.
#[test]
fn many_rows_are_made_all_or_none() {
    in_every_mode(|bench| async move {
        let run = bench.db.atomic(async |tx| {
            Item::objects().bulk_create(tx, many("a")).await?;
            let twice = many("b").into_iter().chain([item("a0")]).collect::<Vec<_>>();
            assert!(Item::objects().bulk_create(tx, twice).await.unwrap_err().is_unique_violation());
            let inner = tx.atomic(async |inner| {
                Item::objects().bulk_create(inner, many("c")).await?;
                refuse::<()>()
            });
            inner.await.unwrap_err();
            create_tables(tx, &[Item::def()]).await.unwrap_err();
            Item::objects().count(tx).await
        });
        assert_eq!(run.await.unwrap(), MANY);
        assert_eq!(Item::objects().count(&bench.db).await.unwrap(), MANY);
    });
}

/// Dropped half way inside a savepoint, it has made all rows or none when the transaction goes on.
#[test]
fn many_rows_dropped_half_way() {
    in_every_mode(|bench| async move {
        let run = bench.db.atomic(async |tx| {
            for round in 0..4 {
                let rows = many(&round.to_string());
                let made = tx.atomic(async |part| Item::objects().bulk_create(part, rows).await);
                begin_and_drop(made, Duration::from_millis(5 + 60 * round)).await;
                let count = Item::objects().count(tx).await?;
                assert_eq!(count % MANY, 0, "in round {round}");
            }
            Ok(())
        });
        run.await.unwrap();
    });
}
