//! What a query can be run on.

use super::{Capture, Database, Target, Transaction};
use std::{marker::PhantomData, sync::Arc};

/// What runs queries: a [`Database`], a [`Transaction`], a [`Capture`], or a reference to one. A function written
/// over `&impl Executor`, or `&dyn Executor`, runs inside or outside of transactions alike.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot run queries",
    note = "pass `&db`, or inside a transaction `tx`"
)]
pub trait Executor: Send + Sync {
    /// Where operations run.
    fn target(&self) -> Target;
}

impl Executor for Database {
    fn target(&self) -> Target {
        Target::database(self)
    }
}

impl Executor for Capture {
    fn target(&self) -> Target {
        Target::database(self)
    }
}

impl Executor for Transaction {
    fn target(&self) -> Target {
        Target::transaction(self.shared(), self.level())
    }
}

impl<E: Executor + ?Sized> Executor for &E {
    fn target(&self) -> Target {
        (**self).target()
    }
}

impl<E: Executor + ?Sized> Executor for &mut E {
    fn target(&self) -> Target {
        (**self).target()
    }
}

impl<E: Executor + ?Sized> Executor for Arc<E> {
    fn target(&self) -> Target {
        (**self).target()
    }
}

/// What rows can be streamed from: `&db`, which gives a stream that borrows nothing, or `&mut tx`, whose stream borrows
/// the transaction, so that the compiler refuses a second statement on the busy connection.
#[diagnostic::on_unimplemented(
    message = "rows cannot be streamed from `{Self}`",
    note = "pass `&db`, or inside a transaction `&mut *tx`"
)]
pub trait StreamSource<'s> {
    /// Where the statement runs.
    fn stream_target(&self) -> Target;

    /// What ties the stream to the source.
    fn borrowed(&self) -> PhantomData<&'s mut ()> {
        PhantomData
    }
}

impl StreamSource<'static> for &Database {
    fn stream_target(&self) -> Target {
        self.target()
    }
}

impl StreamSource<'static> for &Capture {
    fn stream_target(&self) -> Target {
        self.target()
    }
}

impl<'s> StreamSource<'s> for &'s mut Transaction {
    fn stream_target(&self) -> Target {
        self.target()
    }
}
