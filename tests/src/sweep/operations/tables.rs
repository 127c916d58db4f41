//! Making and dropping tables: all or none, where the database can undo definitions.

use super::{Operation, operation};
use crate::sweep::Stage;
use orm_api::model::ModelDef;
use segue::{Result, create_tables, drop_tables, prelude::*};

/// One of two tables that are made and dropped.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "sweep_one")]
struct One {
    #[field(primary_key, auto)]
    id: i64,
}

/// The other one, which refers to it.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "sweep_two")]
struct Two {
    #[field(primary_key, auto)]
    id: i64,
    #[field(on_delete = "cascade")]
    one: ForeignKey<One>,
}

fn both() -> [&'static ModelDef; 2] {
    [One::def(), Two::def()]
}

pub(super) fn operations() -> Vec<Operation> {
    vec![operation!(making_tables), operation!(dropping_tables)]
}

/// How many of the two there are: asking for the rows of each tells on every database.
fn there(stage: &Stage) -> usize {
    let count = |table: &str| stage.ground.outside.number(&format!("SELECT count(*) FROM {table}"));
    ["sweep_one", "sweep_two"].into_iter().filter(|table| count(table).is_ok()).count()
}

/// Sees that there are as many as there may be, once whoever was dropped has ended.
async fn expect(stage: &Stage, before: usize, after: usize, ended: bool) -> Result<()> {
    stage.ground.settle().await?;
    let (found, atomic) = (there(stage), stage.db().capabilities()?.definitions_in_transactions);
    let is_whole = found == after || !ended && found == before;
    assert!(is_whole || !ended && !atomic, "{found} tables are there, of {before} before and {after} after");
    assert!(!stage.is_untouched() || found == before, "what was never polled was sent");
    Ok(())
}

async fn making_tables(stage: Stage) -> Result<()> {
    drop_tables(&stage.db(), &both()).await?;
    let ended = stage.cut(create_tables(&stage.db(), &both())).await?.is_some();
    expect(&stage, 0, 2, ended).await
}

async fn dropping_tables(stage: Stage) -> Result<()> {
    drop_tables(&stage.db(), &both()).await?;
    create_tables(&stage.db(), &both()).await?;
    let ended = stage.cut(drop_tables(&stage.db(), &both())).await?.is_some();
    expect(&stage, 2, 0, ended).await
}
