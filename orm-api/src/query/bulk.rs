//! Making many rows.

use super::{
    QuerySet,
    create::{insert_rows, inserting},
    prefetch::Key,
};
use crate::{
    backend::{Access, Session, Unit},
    db::{Executor, operation},
    error::Result,
    model::{Model, NewRow},
    op::Op,
    tree::Insert,
    value::Value,
};
use std::{cmp::Ordering, collections::HashMap};

impl<M: Model> QuerySet<M> {
    /// Inserts many rows in as few statements as the database's limits allow, and gives them back as they are stored, in
    /// the order given. All or none: several statements are put into a transaction, or a savepoint of the one that
    /// is open.
    ///
    /// # Errors
    /// As [`create`](QuerySet::create).
    #[track_caller]
    pub fn bulk_create<E, I>(&self, executor: &E, rows: I) -> Op<Vec<M>>
    where
        E: Executor + ?Sized,
        I: IntoIterator,
        I::Item: Into<NewRow<M>>,
    {
        let rows: Vec<NewRow<M>> = rows.into_iter().map(Into::into).collect();
        operation(executor, Access::Write, move |session| {
            Box::pin(async move {
                let batches = batches(rows, session);
                if batches.len() < 2 {
                    return insert_all(session, &batches).await;
                }
                let unit = Unit::begin(session).await?;
                let made = insert_all(session, &batches).await;
                unit.end(session, made).await
            })
        })
    }
}

async fn insert_all<M: Model>(session: &mut Session, batches: &[Insert]) -> Result<Vec<M>> {
    let mut made = Vec::new();
    for batch in batches {
        let rows = in_given_order(insert_rows::<M>(session, batch).await?, batch);
        match made.is_empty() {
            true => made = rows,
            false => made.extend(rows),
        }
    }
    Ok(made)
}

/// Rows with the same fields, one after the other, in batches that the database can take.
fn batches<M: Model>(rows: Vec<NewRow<M>>, session: &Session) -> Vec<Insert> {
    let mut batches: Vec<Insert> = Vec::new();
    for row in rows {
        match batches.last_mut() {
            Some(batch) if row.given().eq(batch.fields.iter().copied()) && has_room(batch, session) => {
                batch.rows.push(row.into_values());
            }
            _ => batches.push(inserting(row)),
        }
    }
    batches
}

fn has_room(batch: &Insert, session: &Session) -> bool {
    batch.rows.len() < session.dialect().insert_rows_per_statement(batch.fields.len())
}

/// No database promises an order of `RETURNING`: keys that it numbers rise in the order of the rows, given keys are
/// looked up.
fn in_given_order<M: Model>(mut rows: Vec<M>, batch: &Insert) -> Vec<M> {
    let key = M::def().primary_key;
    let Some(given) = batch.fields.iter().position(|field| field.primary_key) else {
        rows.sort_by(|a, b| compare(&a.encode_field(key), &b.encode_field(key)));
        return rows;
    };
    let in_order = rows.iter().zip(&batch.rows).all(|(row, values)| row.encode_field(key) == values[given]);
    if in_order {
        return rows;
    }
    let mut places: HashMap<Key, usize> =
        batch.rows.iter().map(|values| Key(values[given].clone())).zip(0..).collect();
    // A key that came back in another form than it was given stays where it is, behind those that are known.
    rows.sort_by_cached_key(|row| places.remove(&Key(row.encode_field(key))).unwrap_or(usize::MAX));
    rows
}

/// Only integers are numbered by a database.
fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::I64(a), Value::I64(b)) => a.cmp(b),
        (Value::I32(a), Value::I32(b)) => a.cmp(b),
        (Value::I16(a), Value::I16(b)) => a.cmp(b),
        _ => Ordering::Equal,
    }
}
