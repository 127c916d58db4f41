//! Chinook from one database to another.

use super::{
    models,
    playlist_track::PlaylistTrack,
    site::Site,
    table::{self, Way},
};
use crate::Style;
use orm_api::op::park_on;
use segue::prelude::*;
use std::{sync::Arc, time::Duration};

/// Makes the tables in `to`, and copies all rows there in one transaction. Both databases are used in `mode`, and called in
/// `style`: rows come as a stream in async code, from an iterator in blocking code.
///
/// # Errors
/// Either database's.
pub(super) async fn copy(from: Arc<Site>, to: Arc<Site>, mode: Mode, style: Style) -> Result<()> {
    let (source, target) = (from.open(mode, style).await?, to.open(mode, style).await?);
    style.run(create_tables(&target, &models::all())).await?;
    PlaylistTrack::create(&target, style).await?;
    let way = Way { from: &source, into: to.engine, style };
    match style {
        Style::Wait => target.atomic_wait(|tx| park_on(all_tables(&way, tx)))?,
        Style::Multi | Style::Current => target.atomic(async |tx| all_tables(&way, tx).await).await?,
    }
    for db in [&source, &target] {
        style.run(db.close(Duration::from_secs(10))).await?;
    }
    Ok(())
}

async fn all_tables(way: &Way<'_>, into: &mut Transaction) -> Result<()> {
    for table in table::all() {
        table.copy(way, into).await?;
    }
    Ok(())
}
