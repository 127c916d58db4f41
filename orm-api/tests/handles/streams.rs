use super::*;

/// Rows come before the error that ends them, and nothing after it.
#[test]
fn an_error_is_the_last_that_comes() {
    in_every_mode(|bench| async move {
        let rows = (0..100).map(item);
        Item::objects().bulk_create(&bench.db, rows).await.unwrap();
        raw("UPDATE item SET count = 'text' WHERE id = 80").execute(&bench.db).await.unwrap();
        for _ in 0..20 {
            let mut rows = Item::objects().order_by(Item::id.asc()).stream(&bench.db);
            let mut taken = 0;
            let error = loop {
                match rows.try_next().await {
                    Ok(row) => taken += row.map(|_| 1).expect("the error is lost"),
                    Err(error) => break error,
                }
            };
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert!(taken >= 32, "only {taken} rows came before the error");
            assert_eq!(rows.try_next().await.unwrap(), None);
        }
    });
}
