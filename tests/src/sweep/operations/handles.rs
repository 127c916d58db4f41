//! Opening, switching and closing.

use super::{Operation, operation};
use crate::sweep::Stage;
use segue::Result;
use std::time::Duration;

pub(super) fn operations() -> Vec<Operation> {
    vec![operation!(open), operation!(switch), operation!(close)]
}

/// As long as closing may take.
const LONG: Duration = Duration::from_secs(10);

/// One that was dropped leaves no session behind.
async fn open(stage: Stage) -> Result<()> {
    match stage.cut(stage.ground.open()).await? {
        Some(database) => database.close(LONG).await,
        None => Ok(()),
    }
}

/// To another mode and back, in turns. Dropped, it has happened or not, and nobody's connections are left.
async fn switch(stage: Stage) -> Result<()> {
    let (now, own, db) = (stage.db().mode(), stage.ground.setup().mode(), stage.db());
    let other = db.modes().into_iter().cycle().skip_while(|mode| *mode != own).nth(1).unwrap_or(own);
    let to = if now == own { other } else { own };
    let ended = stage.cut(db.switch(to)).await?.is_some();
    assert!(db.mode() == to || !ended && db.mode() == now);
    assert!(!stage.is_untouched() || db.mode() == now);
    Ok(())
}

/// It can be opened again, whatever became of that.
async fn close(stage: Stage) -> Result<()> {
    let db = stage.db();
    let ended = stage.cut(db.close(LONG)).await?.is_some();
    assert!(!ended || db.pool().is_err());
    db.close(LONG).await?;
    stage.ground.replace(stage.ground.open().await?);
    Ok(())
}
