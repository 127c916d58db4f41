//! What a connection is wanted for, and by whom.

use super::Access;
use std::{
    cell::Cell,
    fmt,
    panic::Location,
    thread::{self, ThreadId},
};

/// What a connection is wanted for, and by whom: so that those who wait in vain are told who has it.
#[derive(Clone, Copy, Debug)]
pub struct Demand {
    /// Whether it is for writing.
    pub access: Access,
    /// Where the application called what wants it.
    pub place: &'static Location<'static>,
    /// Who wants it.
    pub(super) who: Who,
}

impl Demand {
    /// The wish of the code that runs now, which was called at `place`.
    pub fn new(access: Access, place: &'static Location<'static>) -> Self {
        Demand { access, place, who: Who::runs() }
    }
}

/// Who waits, or holds something: code that waits for what it holds itself waits in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// A task of tokio's.
    Task(tokio::task::Id),
    /// A thread; also the future that a runtime blocks it for.
    Thread(ThreadId),
}

impl Who {
    /// Whose code runs at the moment.
    fn runs() -> Self {
        tokio::task::try_id().map_or_else(|| Who::Thread(this_thread()), Who::Task)
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Who::Task(_) => "task",
            Who::Thread(_) => "thread",
        })
    }
}

/// Kept: asking for it counts references each time.
fn this_thread() -> ThreadId {
    thread_local! {
        static THIS: Cell<Option<ThreadId>> = const { Cell::new(None) };
    }
    THIS.get().unwrap_or_else(|| {
        let this = thread::current().id();
        THIS.set(Some(this));
        this
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A task stays the same on whatever thread it runs; a thread without one is known by itself.
    #[test]
    fn tasks_and_threads_are_told_apart() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
        let here = Who::runs();
        assert_eq!(here, Who::runs());
        runtime.block_on(async {
            assert_eq!(here, Who::runs(), "the future that the thread is blocked for");
            let twice = async {
                let before = Who::runs();
                tokio::task::yield_now().await;
                (before, Who::runs())
            };
            let ((one, again), (other, _)) = (
                tokio::spawn(twice).await.unwrap(),
                tokio::spawn(async { (Who::runs(), ()) }).await.unwrap(),
            );
            assert!(one == again && one != other && one != here);
        });
        assert_ne!(thread::spawn(Who::runs).join().unwrap(), here);
    }
}
