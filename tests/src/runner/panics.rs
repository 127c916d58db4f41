//! Failed assertions as messages that say where.

use std::{
    any::Any,
    cell::{Cell, RefCell},
    future::poll_fn,
    panic::{self, AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Once,
    task::Poll,
    thread,
};

thread_local! {
    /// The last panic of this thread, with its place.
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
    /// Whether somebody collects the panics of this thread.
    static COLLECTED: Cell<bool> = const { Cell::new(false) };
}

/// Keeps panics that somebody collects from being printed: what a planted fault makes of a case is no news.
pub fn collect_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            LAST.set(Some(info.to_string()));
            // What `run_blocking` runs has a caller who gets the panic.
            let awaited = thread::current().name() == Some("segue-blocking");
            if !COLLECTED.get() && !awaited {
                print(info);
            }
        }));
    });
}

/// Runs `future`; a panic becomes a message.
///
/// # Errors
/// What it panicked with, and where.
pub async fn caught<T>(future: impl Future<Output = T>) -> Result<T, String> {
    let mut future = pin!(future);
    poll_fn(move |cx| {
        let before = COLLECTED.replace(true);
        let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx)));
        COLLECTED.set(before);
        match polled {
            Ok(Poll::Ready(value)) => Poll::Ready(Ok(value)),
            Ok(Poll::Pending) => Poll::Pending,
            Err(panic) => Poll::Ready(Err(LAST.take().unwrap_or_else(|| message(&*panic)))),
        }
    })
    .await
}

/// Fails the case.
#[track_caller]
#[expect(clippy::panic, reason = "it is how an assertion fails, outside of a `#[test]`")]
pub fn fail(message: String) -> ! {
    panic!("{message}")
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a text".to_owned())
}
