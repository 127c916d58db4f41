//! Which statements a piece of code sent.

use super::data::{artist, begins, shop, to_create};
use crate::{
    Case, Fixture, case,
    models::{Album, Artist, NewTag, Tag},
    runner::caught,
};
use segue::{Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(exact_under_concurrency).concurrent(),
        case!(texts_parameters_mode_and_place),
        case!(failures_are_captured_too),
        case!(transactions_begun_on_it_belong_to_it),
        case!(one_inside_another),
        case!(values_can_be_left_out),
        case!(another_number_of_queries_fails_the_test),
        case!(streams_and_blocking_functions_belong_to_it),
    ]
}

/// Two captures of one database at the same time: each holds its own statements, all of them, and no other.
async fn exact_under_concurrency(fix: Fixture) -> Result<()> {
    let captures: Vec<_> = (0..4).map(|_| std::sync::Arc::new(fix.db().capture())).collect();
    let workers: Vec<_> = captures
        .iter()
        .enumerate()
        .map(|(worker, capture)| {
            let (ops, capture) = (fix.clone(), capture.clone());
            fix.spawn(async move {
                for number in 0..10 {
                    let new = NewTag { code: format!("w{worker}-{number}"), label: "x".into() };
                    ops.quiet(Tag::objects().create(&*capture, new)).await?;
                    ops.quiet(Tag::objects().by_pk(format!("w{worker}-{number}")).get(&*capture)).await?;
                    tokio::task::yield_now().await;
                }
                Ok::<_, Error>(())
            })
        })
        .collect();
    for worker in workers {
        worker.join().await?;
    }
    for (worker, capture) in captures.iter().enumerate() {
        capture.assert_num_queries(10 * (to_create(&fix) + 1));
        let own = format!("w{worker}-");
        assert!(capture.statements().iter().all(|sent| format!("{:?}", sent.observed.params).contains(&own)));
    }
    fix.capture().assert_num_queries(40 * (to_create(&fix) + 1));
    Ok(())
}

/// What is known of a statement.
async fn texts_parameters_mode_and_place(fix: Fixture) -> Result<()> {
    let line = line!() + 1;
    let op = Tag::objects().create(fix.db(), NewTag { code: "jazz".into(), label: "x".into() });
    fix.run(op).await?;
    let statements = fix.capture().statements();
    assert_eq!(statements.len(), to_create(&fix));
    let sent = &statements[0];
    let insert = fix.sql("INSERT INTO \"tag\"", "INSERT INTO \"tag\"", "INSERT INTO `tag`");
    assert!(sent.text().starts_with(insert), "{}", sent.text());
    assert_eq!(sent.observed.params.len(), 2);
    assert_eq!((sent.observed.mode, sent.observed.error), (fix.setup().mode(), None));
    assert!(sent.place().file().ends_with("captures.rs"));
    assert_eq!(sent.place().line(), line);
    assert!(sent.to_string().contains("jazz") && sent.to_string().contains("captures.rs"), "{sent}");
    Ok(())
}

/// With their kind.
async fn failures_are_captured_too(fix: Fixture) -> Result<()> {
    fix.fails(raw("SELEKT").execute(fix.db()), ErrorKind::Statement).await;
    let kinds: Vec<_> = fix.capture().statements().iter().map(|sent| sent.observed.error).collect();
    assert_eq!(kinds, [Some(ErrorKind::Statement)]);
    Ok(())
}

/// With what begins and ends them.
async fn transactions_begun_on_it_belong_to_it(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        ops.savepoint(tx, async |inner| {
            ops.run(Artist::objects().create(inner, artist("a", None))).await.map(drop)
        })
        .await
    })
    .await?;
    let texts = fix.capture().texts();
    assert_eq!(texts.len(), 4 + to_create(&fix), "{texts:?}");
    assert_eq!(texts[..2], [begins(&fix), "SAVEPOINT segue_1"]);
    assert_eq!(texts[texts.len() - 2..], ["RELEASE SAVEPOINT segue_1", "COMMIT"]);
    Ok(())
}

/// The outer one sees what the inner one sees, and its own.
async fn one_inside_another(fix: Fixture) -> Result<()> {
    let inner = fix.db().capture();
    fix.run(Artist::objects().count(&inner)).await?;
    fix.run(Album::objects().count(fix.db())).await?;
    assert_eq!((inner.len(), fix.capture().len()), (1, 2));
    inner.clear();
    assert_eq!((inner.is_empty(), fix.capture().len()), (true, 2));
    Ok(())
}

/// Each parameter appears as a NULL of its type.
async fn values_can_be_left_out(fix: Fixture) -> Result<()> {
    let redacted = fix.db().capture_redacted();
    fix.run(Tag::objects().create(&redacted, NewTag { code: "secret".into(), label: "x".into() })).await?;
    let sent = format!("{:?}", redacted.statements());
    assert!(!sent.contains("secret") && sent.contains("Null"), "{sent}");
    Ok(())
}

/// The message lists what was sent.
async fn another_number_of_queries_fails_the_test(fix: Fixture) -> Result<()> {
    fix.run(Artist::objects().count(fix.db())).await?;
    let checked = caught(async { fix.capture().assert_num_queries(2) }).await;
    assert!(checked.is_err_and(|message| message.contains("SELECT COUNT(*)")));
    Ok(())
}

/// Wherever their statements run.
async fn streams_and_blocking_functions_belong_to_it(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    fix.rows(&Album::objects(), fix.db()).rest().await?;
    fix.run(fix.db().run_blocking(|db| Album::objects().count(db).wait())).await?;
    fix.capture().assert_num_queries(2);
    Ok(())
}
