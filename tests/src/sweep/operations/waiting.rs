//! Waiting for the only connection, which somebody else has.

use super::{Operation, operation, writing::tag};
use crate::{models::Tag, sweep::Stage};
use futures_timer::Delay;
use segue::{Result, prelude::*};
use std::time::Duration;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        operation!(wait_to_read),
        operation!(wait_to_write).making(1),
        operation!(wait_to_begin),
        operation!(wait_in_a_transaction).making(1),
    ]
}

/// Cuts `future` while another transaction has the connection, and gives it back a little later.
async fn meanwhile<T>(stage: &Stage, future: impl Future<Output = Result<T>>) -> Result<Option<T>> {
    let holder = stage.db().begin().await?;
    let released = tokio::spawn(async move {
        Delay::new(Duration::from_micros(500)).await;
        holder.rollback().await
    });
    let cut = stage.cut(future).await?;
    released.await.map_err(crate::setup::failed)??;
    Ok(cut)
}

async fn wait_to_read(stage: Stage) -> Result<()> {
    meanwhile(&stage, Tag::objects().by_pk("kept").get(&stage.db())).await.map(drop)
}

async fn wait_to_write(stage: Stage) -> Result<()> {
    meanwhile(&stage, Tag::objects().create(&stage.db(), tag(&stage, "a"))).await.map(drop)
}

async fn wait_to_begin(stage: Stage) -> Result<()> {
    meanwhile(&stage, stage.db().begin()).await.map(drop)
}

async fn wait_in_a_transaction(stage: Stage) -> Result<()> {
    let db = stage.db();
    let body = async |tx: &mut Transaction| Tag::objects().create(tx, tag(&stage, "a")).await.map(drop);
    meanwhile(&stage, db.atomic(body)).await.map(drop)
}
