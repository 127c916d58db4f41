//! Changing many rows, each to values of its own.

use super::{QuerySet, prefetch::Key};
use crate::{
    backend::{Access, Session, Unit},
    compile::{self, Dialect},
    db::{Executor, operation},
    error::{Error, ErrorKind, Result},
    expr::Columns,
    model::{FieldDef, Model},
    op::Op,
    tree::BulkUpdate,
    value::Value,
};
use std::collections::HashSet;

/// More rows in one statement save nothing, and servers take long to parse them.
const MOST_ROWS: usize = 1_000;

impl<M: Model> QuerySet<M> {
    /// Writes `columns` of all `models` to the rows with their primary keys, in as few statements as the database's limits
    /// allow, and gives back how many rows it met: a model whose row is gone changes nothing. All or none, as
    /// [`bulk_create`](QuerySet::bulk_create). Follows Django's `bulk_update`.
    ///
    /// # Errors
    /// The database's; [`ErrorKind::InvalidValue`] before anything is sent where a value cannot be kept exactly;
    /// [`ErrorKind::Usage`] where a column is the primary key or is named twice, where two models have the same primary key, and
    /// on a query that has anything but all rows.
    #[track_caller]
    pub fn bulk_update<'m, E, I>(&self, executor: &E, models: I, columns: impl Columns<M>) -> Op<u64>
    where
        E: Executor + ?Sized,
        I: IntoIterator<Item = &'m M>,
    {
        let fields = columns.fields();
        let rows = self.expect_all_rows().and_then(|()| expect_fields::<M>(&fields)).and_then(|()| {
            let places = places::<M>(&fields);
            rows(models, &places)
        });
        let rows = match rows {
            Ok(rows) => rows,
            Err(error) => return Op::failed(error),
        };
        operation(executor, Access::Write, move |session| {
            Box::pin(async move {
                let batches = batches::<M>(rows, &fields, session.dialect());
                if batches.len() < 2 {
                    return update_all(session, &batches).await;
                }
                let unit = Unit::begin(session).await?;
                let changed = update_all(session, &batches).await;
                unit.end(session, changed).await
            })
        })
    }

    fn expect_all_rows(&self) -> Result<()> {
        let tree = self.tree();
        if tree.filters.is_empty() && tree.limit.is_none() && tree.offset.is_none() {
            return Ok(());
        }
        let message = format!(
            "`bulk_update` finds its rows by their keys; call it on `{}::objects()`, and filter the models that it gets",
            M::def().name
        );
        Err(Error::new(ErrorKind::Usage, message))
    }
}

fn expect_fields<M: Model>(fields: &[&'static FieldDef]) -> Result<()> {
    let name = M::def().name;
    if let Some(key) = fields.iter().find(|field| field.primary_key) {
        let message = format!("`bulk_update` cannot change {name}::{}, by which it finds the rows", key.name);
        return Err(Error::new(ErrorKind::Usage, message));
    }
    match fields.iter().enumerate().find(|(index, field)| fields[..*index].contains(field)) {
        Some((_, twice)) => {
            let message = format!("`bulk_update` got {name}::{} twice; name it once", twice.name);
            Err(Error::new(ErrorKind::Usage, message))
        }
        None => Ok(()),
    }
}

/// Where the fields stand in the model.
fn places<M: Model>(fields: &[&'static FieldDef]) -> Vec<usize> {
    let place = |field: &&'static FieldDef| M::def().fields.iter().position(|one| one == *field);
    fields.iter().filter_map(place).collect()
}

/// Each model's key, and what is written of it.
fn rows<'m, M: Model>(
    models: impl IntoIterator<Item = &'m M>,
    places: &[usize],
) -> Result<Vec<(Value, Vec<Value>)>> {
    let key = M::def().primary_key;
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    for model in models {
        let key = model.encode_field(key);
        if !seen.insert(Key(key.clone())) {
            let message =
                format!("`bulk_update` got two models {} with the primary key {key:?}", M::def().name);
            return Err(Error::new(ErrorKind::Usage, message));
        }
        rows.push((key, places.iter().map(|place| model.encode_field(*place)).collect()));
    }
    Ok(rows)
}

fn batches<M: Model>(
    mut rows: Vec<(Value, Vec<Value>)>,
    fields: &[&'static FieldDef],
    dialect: &dyn Dialect,
) -> Vec<BulkUpdate> {
    let most = dialect.insert_rows_per_statement(fields.len() + 1).min(MOST_ROWS);
    let mut batches = Vec::new();
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(most));
        let rows = std::mem::replace(&mut rows, rest);
        batches.push(BulkUpdate { model: M::def(), fields: fields.to_vec(), rows });
    }
    batches
}

async fn update_all(session: &mut Session, batches: &[BulkUpdate]) -> Result<u64> {
    let mut changed = 0;
    for batch in batches {
        let statement = compile::bulk_update(batch, session.dialect())?;
        changed += session.execute(statement).await?.rows;
    }
    Ok(changed)
}
