//! More operations at once than can be carried out.

use super::queues::until;
use crate::{
    Case, Fixture, Options, case,
    models::{NewTag, Tag},
};
use segue::{Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(a_burst_of_operations_is_served).concurrent(),
        case!(more_than_the_queue_holds_is_refused_or_waits).tuned(short_queue).concurrent(),
    ]
}

fn short_queue(options: &mut Options) {
    options.settings.pool.max_connections = 1;
    options.settings.pool.queue = 4;
}

/// Hundreds at once, over four connections.
async fn a_burst_of_operations_is_served(fix: Fixture) -> Result<()> {
    let burst: Vec<_> = (0..200)
        .map(|number| {
            let ops = fix.clone();
            fix.spawn(async move {
                let new = NewTag { code: format!("b{number}"), label: "x".into() };
                ops.quiet(Tag::objects().create(ops.db(), new)).await?;
                ops.quiet(Tag::objects().by_pk(format!("b{number}")).get(ops.db())).await
            })
        })
        .collect();
    for (number, one) in burst.into_iter().enumerate() {
        assert_eq!(one.join().await?.code, format!("b{number}"));
    }
    Ok(())
}

/// Where the bridge's queue is full, an operation is refused at once, and certainly not done; nothing is lost.
async fn more_than_the_queue_holds_is_refused_or_waits(fix: Fixture) -> Result<()> {
    let holder = fix.quiet(fix.db().begin()).await?;
    let burst: Vec<_> = (0..30)
        .map(|number| {
            let ops = fix.clone();
            let new = NewTag { code: format!("q{number}"), label: "x".into() };
            fix.spawn(async move { ops.quiet(Tag::objects().create(ops.db(), new)).await })
        })
        .collect();
    until(&fix, |status| status.waiting >= 4).await?;
    fix.quiet(holder.commit()).await?;
    let mut done = 0;
    for one in burst {
        match one.join().await {
            Ok(_) => done += 1,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Overloaded, "{error}");
                assert!(error.retry().advised());
            }
        }
    }
    assert!(done >= 4, "only {done} of 30 were done");
    assert_eq!(fix.quiet(Tag::objects().count(fix.db())).await?, done);
    Ok(())
}
