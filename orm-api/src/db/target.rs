//! Where an operation runs: on the database, or in a transaction.

use super::{
    Database, Executor,
    active::InFlight,
    transaction::{Level, Shared},
};
use crate::{
    backend::{Access, BoxWork, Demand, Observer, Perform, Session, Task},
    compile::Dialect,
    error::Result,
    op::{Op, Policy},
};
use futures::future::BoxFuture;
use std::{panic::Location, pin::Pin, sync::Arc};

/// Where an operation runs. Made by [`Executor::target`].
#[derive(Clone)]
pub struct Target(Place);

#[derive(Clone)]
enum Place {
    Database(Database),
    Transaction(Arc<Shared>, Level),
}

impl Target {
    pub(super) fn database(database: &Database) -> Self {
        Target(Place::Database(database.clone()))
    }

    pub(super) fn transaction(shared: &Arc<Shared>, level: Level) -> Self {
        Target(Place::Transaction(shared.clone(), level))
    }

    /// Runs `work`. The backend is looked up now.
    pub(crate) async fn run(&self, demand: Demand, work: BoxWork) -> Result<BoxWork> {
        match &self.0 {
            Place::Database(database) => {
                let in_flight = database.enter(demand)?;
                in_flight.backend().run(demand, work).await
            }
            Place::Transaction(shared, level) => shared.run(*level, work).await,
        }
    }

    /// Looks up the backend for work that may last: on a connection of its own, or the transaction's.
    pub(crate) fn enter_long(&self, what: &'static str, place: &'static Location<'static>) -> Result<Long> {
        Ok(Long(match &self.0 {
            Place::Database(database) => {
                let demand = Demand::new(Access::Read, place);
                Held::Database(database.enter_long(what, demand)?, demand)
            }
            Place::Transaction(shared, level) => Held::Transaction(shared.clone(), *level),
        }))
    }

    /// The handle that it was made from, or that the transaction was begun on.
    fn handle(&self) -> &Database {
        match &self.0 {
            Place::Database(database) => database,
            Place::Transaction(shared, _) => shared.database(),
        }
    }

    /// The SQL of its database.
    pub(crate) fn dialect(&self) -> Result<&'static dyn Dialect> {
        match &self.0 {
            Place::Database(database) => database.backend().map(|backend| backend.dialect()),
            Place::Transaction(shared, _) => Ok(shared.backend().dialect()),
        }
    }

    /// Who is told of the statements of an operation that was called at `place`.
    pub(crate) fn observer(&self, place: &'static Location<'static>) -> Observer {
        self.handle().observer(place)
    }

    pub(crate) fn policy(&self) -> Policy {
        self.handle().policy()
    }

    /// Blocks the thread until `future` is ready, as this target's backend does it.
    pub(crate) fn wait(&self, future: Pin<&mut (dyn Future<Output = ()> + Send)>) {
        match &self.0 {
            Place::Database(database) => match database.backend() {
                Ok(backend) => backend.wait(future),
                Err(_) => crate::op::park_on(future),
            },
            Place::Transaction(shared, _) => shared.backend().wait(future),
        }
    }
}

/// Where reading work that may last runs: on a backend that no switch changes any more.
pub(crate) struct Long(Held);

enum Held {
    Database(InFlight, Demand),
    Transaction(Arc<Shared>, Level),
}

impl Long {
    /// Whether the work runs on the polling thread and blocks it.
    pub(crate) fn blocks_in_place(&self) -> bool {
        match &self.0 {
            Held::Database(in_flight, _) => in_flight.backend().blocks_in_place(),
            Held::Transaction(shared, _) => shared.backend().blocks_in_place(),
        }
    }

    /// Runs it.
    pub(crate) async fn run(self, work: BoxWork) -> Result<BoxWork> {
        match self.0 {
            Held::Database(in_flight, demand) => {
                let mut lease = in_flight.backend().lease(demand).await?;
                lease.run(work).await
            }
            Held::Transaction(shared, level) => shared.stream(level, work).await,
        }
    }
}

/// An operation that runs `run` over one connection of `executor`'s.
#[track_caller]
pub(crate) fn operation<T, E, F>(executor: &E, access: Access, run: F) -> Op<T>
where
    T: Send + 'static,
    E: Executor + ?Sized,
    F: for<'s> FnOnce(&'s mut Session) -> BoxFuture<'s, Result<T>> + Send + 'static,
{
    performed(executor, access, run)
}

/// An operation that does what `run` says over one connection of `executor`'s.
#[track_caller]
pub(crate) fn performed<T, E, P>(executor: &E, access: Access, run: P) -> Op<T>
where
    T: Send + 'static,
    E: Executor + ?Sized,
    P: Perform<T>,
{
    let place = Location::caller();
    let target = executor.target();
    let waiter = target.clone();
    Op::new(Some(waiter), async move {
        let task = Task::of(target.observer(place), run);
        Task::<T, P>::result(target.run(Demand::new(access, place), task).await?)
    })
}
