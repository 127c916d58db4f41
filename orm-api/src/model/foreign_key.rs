//! References to other rows.

use super::Model;
use crate::{
    error::{Error, ErrorKind, Result},
    value::{Cell, FieldType, Mismatch, Plain, Reference, Required, Row, SqlType, Value},
};
use std::{
    any::Any,
    fmt,
    hash::{Hash, Hasher},
    panic::{RefUnwindSafe, UnwindSafe},
    sync::Arc,
};

/// A reference to a row of `T`: its primary key, and the object if something has loaded it. It never queries by
/// itself. Two references are equal if their keys are. References to the same row that were loaded together may share one
/// object; who changes it ([`object_mut`](ForeignKey::object_mut)) gets a copy of their own.
pub struct ForeignKey<T: Model> {
    id: T::Pk,
    /// A `T`. Its type is hidden: the compiler follows what a type contains, and would follow models that refer to each other
    /// until it gives up, at some forty of them.
    object: Option<Arc<dyn Any + Send + Sync>>,
}

impl<T: Model> ForeignKey<T> {
    /// The reference to the row with the primary key `id`, not loaded.
    pub fn new(id: impl Into<T::Pk>) -> Self {
        ForeignKey { id: id.into(), object: None }
    }

    /// The reference to `object`, with it.
    pub(crate) fn loaded(object: T) -> Self {
        ForeignKey { id: object.pk().clone(), object: Some(Arc::new(object)) }
    }

    /// Takes `object`, and its primary key as the id.
    pub fn attach(&mut self, object: T) {
        *self = ForeignKey::loaded(object);
    }

    /// The primary key of the row.
    pub fn id(&self) -> &T::Pk {
        &self.id
    }

    /// Whether the object is here.
    pub fn is_loaded(&self) -> bool {
        self.object.is_some()
    }

    /// The object.
    ///
    /// # Errors
    /// [`ErrorKind::NotLoaded`] if nothing has loaded it.
    pub fn get(&self) -> Result<&T> {
        self.object.as_ref().and_then(|object| object.downcast_ref()).ok_or_else(|| not_loaded::<T>(&self.id))
    }

    /// The object, to be changed. Copies of this reference keep theirs as it is.
    pub fn object_mut(&mut self) -> Option<&mut T> {
        let object = self.object.as_mut()?;
        if Arc::get_mut(object).is_none() {
            *object = Arc::new(object.downcast_ref::<T>()?.clone());
        }
        Arc::get_mut(object)?.downcast_mut()
    }
}

#[cold]
fn not_loaded<T: Model>(id: &T::Pk) -> Error {
    let name = T::def().name;
    let message = format!(
        "`{name}` {id:?} is not loaded: a foreign key holds the object only if it was asked for; \
         add `.select_related(..)` to the query, or call `.load(&db)` on the foreign key"
    );
    Error::new(ErrorKind::NotLoaded, message)
}

impl<T: Model> FieldType for ForeignKey<T> {
    type Inner = Self;
    type AsNull = Option<Self>;
    type Null = Required;
    const SQL_TYPE: SqlType = T::KEY_TYPE;
    const CUSTOM: bool = T::Pk::CUSTOM;
    const REFERENCE: Option<Reference> = Some(Reference { model: T::def, key: || T::def().primary_key() });

    fn encode(&self) -> Value {
        self.id.encode()
    }

    fn decode(cell: Cell<'_>, ty: SqlType) -> Result<Self, Mismatch> {
        T::Pk::decode(cell, ty).map(|id| ForeignKey { id, object: None })
    }

    fn plain(row: &dyn Row, index: usize, ty: SqlType) -> Plain<Self> {
        T::Pk::plain(row, index, ty).and_then(|id| Some(ForeignKey { id, object: None }))
    }
}

impl<T: Model> From<&T> for ForeignKey<T> {
    /// The reference only; the object is not copied.
    fn from(object: &T) -> Self {
        ForeignKey { id: object.pk().clone(), object: None }
    }
}

impl<T: Model> Clone for ForeignKey<T> {
    fn clone(&self) -> Self {
        ForeignKey { id: self.id.clone(), object: self.object.clone() }
    }
}

impl<T: Model> fmt::Debug for ForeignKey<T> {
    /// The id only: objects may refer to each other in circles.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ForeignKey").field(&self.id).finish()
    }
}

impl<T: Model> PartialEq for ForeignKey<T> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl<T: Model> Eq for ForeignKey<T> {}

impl<T: Model> Hash for ForeignKey<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

// Rows are plain data, which no panic leaves half changed unseen; the hidden type would say otherwise.
impl<T: Model> UnwindSafe for ForeignKey<T> {}
impl<T: Model> RefUnwindSafe for ForeignKey<T> {}

/// Makes references to a model's rows.
pub trait Keyed: Model {
    /// The reference to this row, to be put into another; the object itself is not copied.
    fn key(&self) -> ForeignKey<Self> {
        ForeignKey::from(self)
    }
}

impl<M: Model> Keyed for M {}
