//! What a single model does.

use super::{QuerySet, create::insert_one};
use crate::{
    backend::{Access, Session},
    compile,
    db::{Executor, operation},
    error::Result,
    model::{ForeignKey, Model, NewRow},
    op::{Fill, Fillable, Op},
    tree::{Expr, Update},
};

/// What a single model does. Implemented for every model.
pub trait Instance: Model {
    /// All rows of the model's table.
    fn objects() -> QuerySet<Self> {
        QuerySet::new()
    }

    /// Writes all fields: updates the row with this primary key, or inserts one where there is none, as Django's `save`.
    ///
    /// # Errors
    /// As [`QuerySet::update`] and [`QuerySet::create`].
    #[track_caller]
    fn save<E: Executor + ?Sized>(&self, executor: &E) -> Op<()> {
        let model = self.clone();
        operation(executor, Access::Write, move |session| Box::pin(save(session, model)))
    }

    /// Deletes the row with this primary key, and gives back how many that were: 0 where it was gone.
    ///
    /// # Errors
    /// As [`QuerySet::delete`].
    #[track_caller]
    fn delete<E: Executor + ?Sized>(&self, executor: &E) -> Op<u64> {
        Self::objects().by_pk(self.pk().clone()).delete(executor)
    }

    /// Reads all fields again; what related objects were loaded is forgotten.
    ///
    /// # Errors
    /// As [`QuerySet::get`]; the value stays as it was.
    #[track_caller]
    fn refresh_from_db<E: Executor + ?Sized>(&mut self, executor: &E) -> Fill<'_, Self> {
        Fill::new(Self::objects().by_pk(self.pk().clone()).get(executor), self)
    }
}

impl<M: Model> Instance for M {}

impl<M: Model> Fillable<M> for M {
    fn fill(&mut self, loaded: M) {
        *self = loaded;
    }
}

async fn save<M: Model>(session: &mut Session, model: M) -> Result<()> {
    let def = M::def();
    // Of a model that is nothing but its key, the key is written again: it tells whether the row is there.
    let alone = def.fields.len() == 1;
    let written = def.fields.iter().enumerate().filter(|(_, field)| alone || !field.primary_key);
    let set = written.map(|(index, field)| (field, Expr::Value(model.encode_field(index)))).collect();
    let key = Expr::Value(model.encode_field(def.primary_key));
    let filters = vec![Expr::equal(Expr::column(def.primary_key()), key)];
    let statement = compile::update(&Update { model: def, filters, set }, session.dialect())?;
    if session.execute(statement).await?.rows > 0 {
        return Ok(());
    }
    insert_one(session, NewRow::of(&model)).await.map(drop)
}

impl<T: Model> ForeignKey<T> {
    /// Loads what it refers to.
    ///
    /// # Errors
    /// As [`QuerySet::get`].
    #[track_caller]
    pub fn load<E: Executor + ?Sized>(&mut self, executor: &E) -> Fill<'_, Self, T> {
        Fill::new(T::objects().by_pk(self.id().clone()).get(executor), self)
    }
}

impl<T: Model> Fillable<T> for ForeignKey<T> {
    fn fill(&mut self, loaded: T) {
        self.attach(loaded);
    }
}
