//! Related rows that are read once for several rows.

use super::{ForeignKey, Model};
use crate::value::FieldType;
use std::any::Any;

/// The row that the row before referred to: rows in an order often refer to the same one many times in a row, and it is
/// then decoded once, and shared. SQLAlchemy's identity map keeps all of a session; this keeps one of a statement. Keys of a type of
/// the application's own are not relied upon: what is equal to it may be two rows to the database.
pub enum Recent {
    /// Nothing is shared: what is loaded behind it is put into each row's own.
    Own,
    /// A reference with its object, once there was one.
    Shared(Option<Box<dyn Any + Send>>),
}

impl Recent {
    /// Loads `reference` with what the row before referred to, if that is the same.
    pub(crate) fn load<U: Model>(&self, reference: &mut ForeignKey<U>) -> bool {
        let Recent::Shared(Some(recent)) = self else { return false };
        match recent.downcast_ref::<ForeignKey<U>>() {
            Some(recent) if recent == reference => {
                reference.clone_from(recent);
                true
            }
            _ => false,
        }
    }

    /// Remembers `reference`, which is loaded.
    pub(crate) fn remember<U: Model>(&mut self, reference: &ForeignKey<U>) {
        let Recent::Shared(recent) = self else { return };
        if U::Pk::CUSTOM {
            return;
        }
        match recent.as_mut().and_then(|recent| recent.downcast_mut::<ForeignKey<U>>()) {
            Some(recent) => recent.clone_from(reference),
            None => *recent = Some(Box::new(reference.clone())),
        }
    }
}
