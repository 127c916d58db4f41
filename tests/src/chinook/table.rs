//! What is done with each table, whatever its rows are.

use super::{
    models::{
        Album, Artist, Customer, Employee, Genre, Invoice, InvoiceLine, MediaType, Numbered, Playlist, Track,
    },
    playlist_track::PlaylistTrack,
};
use crate::{Style, fixture::Rows, setup::failed};
use async_trait::async_trait;
use segue::{
    Engine,
    model::NewRow,
    prelude::*,
    value::{SqlType, Value},
};
use std::marker::PhantomData;

/// A table of Chinook's.
#[async_trait]
pub(super) trait Table: Send + Sync {
    /// Its name.
    fn name(&self) -> &'static str;

    /// The names and types of its columns, those of the key first.
    fn columns(&self) -> Vec<(&'static str, SqlType)>;

    /// How many of its columns are the key.
    fn key_columns(&self) -> usize {
        1
    }

    /// Copies all rows into a table without any.
    ///
    /// # Errors
    /// Either database's.
    async fn copy(&self, way: &Way<'_>, into: &mut Transaction) -> Result<()>;

    /// All rows in the order of the key, each value as it would be bound.
    ///
    /// # Errors
    /// The database's.
    async fn rows(&self, of: &Database, style: Style) -> Result<Vec<Vec<Value>>>;
}

/// Which way rows go.
pub(super) struct Way<'w> {
    /// Where they are read.
    pub(super) from: &'w Database,
    /// What they are written to.
    pub(super) into: Engine,
    /// How both are called.
    pub(super) style: Style,
}

/// So many rows are written at once.
pub(super) const BATCH: usize = 500;

/// All tables, each after those that it refers to.
pub(super) fn all() -> Vec<Box<dyn Table>> {
    vec![
        of::<Artist>(),
        of::<Genre>(),
        of::<MediaType>(),
        of::<Playlist>(),
        of::<Employee>(),
        of::<Customer>(),
        of::<Album>(),
        of::<Track>(),
        of::<Invoice>(),
        of::<InvoiceLine>(),
        Box::new(PlaylistTrack),
    ]
}

fn of<M: Numbered>() -> Box<dyn Table> {
    Box::new(Modelled::<M>(PhantomData))
}

/// The table of a model.
struct Modelled<M>(PhantomData<fn() -> M>);

#[async_trait]
impl<M: Numbered> Table for Modelled<M> {
    #[expect(clippy::misnamed_getters, reason = "a table is called by its own name, not by its model's")]
    fn name(&self) -> &'static str {
        M::def().table
    }

    fn columns(&self) -> Vec<(&'static str, SqlType)> {
        M::def().fields.iter().map(|field| (field.column, field.ty)).collect()
    }

    async fn copy(&self, way: &Way<'_>, into: &mut Transaction) -> Result<()> {
        let mut rows = stream::<M>(way.from, way.style);
        loop {
            let batch = batch(&mut rows).await?;
            if batch.is_empty() {
                return Ok(());
            }
            let made = M::objects().bulk_create(into, batch.iter().map(NewRow::of));
            if way.style.run(made).await? != batch {
                return Err(failed(format!("`{}`: rows came back other than they were given", self.name())));
            }
        }
    }

    async fn rows(&self, of: &Database, style: Style) -> Result<Vec<Vec<Value>>> {
        let models = stream::<M>(of, style).rest().await?;
        let fields = M::def().fields.len();
        Ok(models.iter().map(|model| (0..fields).map(|field| model.encode_field(field)).collect()).collect())
    }
}

fn stream<M: Numbered>(of: &Database, style: Style) -> Rows<'static, M> {
    Rows::of(&M::objects().order_by(M::key()), of, style)
}

/// The next rows, as many as are written at once; none after the last.
async fn batch<T: Send>(rows: &mut Rows<'_, T>) -> Result<Vec<T>> {
    let mut batch = Vec::with_capacity(BATCH);
    while batch.len() < BATCH
        && let Some(row) = rows.next().await?
    {
        batch.push(row);
    }
    Ok(batch)
}
