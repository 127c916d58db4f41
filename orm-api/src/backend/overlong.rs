//! Connections that are held for long are told of in the log: one look-out for all, there only while any is in use.

use super::holders::{Holder, Holders};
use futures::{
    channel::oneshot,
    future::{Either, select},
};
use futures_timer::Delay;
use std::{
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

/// No look-out looks more often.
const SELDOM: Duration = Duration::from_millis(1);

impl Holders {
    /// Has somebody look for those who hold a connection for long.
    #[cold]
    pub(super) fn begin_watching(self: &Arc<Self>) {
        let Some(watch) = &self.watch else { return };
        let (watcher, ended) = oneshot::channel();
        let mut register = self.register();
        if register.closed {
            return;
        }
        register.watcher = Some(watcher);
        drop(register);
        (watch.spawn)(Box::pin(look_out(Arc::downgrade(self), watch.after, ended)));
    }

    /// Tells of those who have held a connection for longer than `limit`. How long until the next one will have; none where
    /// nobody has taken one since `seen`, and nobody has one.
    fn tell(&self, limit: Duration, seen: &mut u64) -> Option<Duration> {
        let (now, mut overlong, mut next) = (Instant::now(), Vec::new(), None);
        let mut register = self.register();
        for holder in register.holders_mut() {
            let held = now.saturating_duration_since(holder.since);
            if !holder.told && held >= limit {
                holder.told = true;
                overlong.push(*holder);
            }
            next = next.max(if holder.told { Some(Duration::ZERO) } else { Some(held) });
        }
        let idle = next.is_none() && std::mem::replace(seen, register.taken) == register.taken;
        if idle {
            (register.watched, register.watcher) = (false, None);
        }
        drop(register);
        for Holder { place, since, .. } in overlong {
            tracing::warn!(%place, held = ?since.elapsed(), "a connection is held for long; shorten what runs there");
        }
        (!idle).then(|| limit.saturating_sub(next.unwrap_or_default()))
    }
}

/// Looks until nobody uses a connection any more, or the pool has gone.
async fn look_out(holders: Weak<Holders>, limit: Duration, mut ended: oneshot::Receiver<()>) {
    let (mut after, mut seen) = (limit, 0);
    loop {
        if let Either::Right(_) = select(Delay::new(after.max(SELDOM)), &mut ended).await {
            return;
        }
        let Some(holders) = holders.upgrade() else { return };
        match holders.tell(limit, &mut seen) {
            Some(next) => after = next,
            None => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::{Access, Demand, PoolSettings, Waiting, janitor};
    use std::{
        panic::Location,
        sync::{Mutex, PoisonError},
        thread,
    };
    use tracing::{Event, Metadata, Subscriber, field::Visit, span};

    /// Everything that was logged as a warning.
    static LOGGED: Mutex<Vec<String>> = Mutex::new(Vec::new());

    struct Log;

    impl Subscriber for Log {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            *metadata.level() == tracing::Level::WARN
        }
        fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
            span::Id::from_u64(1)
        }
        fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
        fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
        fn event(&self, event: &Event<'_>) {
            struct Text(String);
            impl Visit for Text {
                fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
                    self.0.push_str(&format!("{field}={value:?} "));
                }
            }
            let mut text = Text(String::new());
            event.record(&mut text);
            LOGGED.lock().unwrap_or_else(PoisonError::into_inner).push(text.0);
        }
        fn enter(&self, _: &span::Id) {}
        fn exit(&self, _: &span::Id) {}
    }

    fn logged_of(place: &Location<'_>) -> Vec<String> {
        let logged = LOGGED.lock().unwrap_or_else(PoisonError::into_inner);
        logged.iter().filter(|text| text.contains(&place.to_string())).cloned().collect()
    }

    fn until_told(place: &Location<'_>, times: usize) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while logged_of(place).len() < times {
            assert!(Instant::now() < deadline, "told {:?}", logged_of(place));
            thread::park_timeout(Duration::from_millis(2));
        }
    }

    fn demand(place: &'static Location<'static>) -> Demand {
        Demand::new(Access::Read, place)
    }

    /// What is held for long is told of while it is held and when it comes back, by its place and once each; what is held
    /// for a moment is not; nobody looks any more once nothing is held.
    #[test]
    fn what_is_held_for_long_is_told_of() {
        tracing::subscriber::set_global_default(Log).unwrap();
        let pool = PoolSettings { warn_after: Some(Duration::from_millis(50)), ..PoolSettings::default() };
        let waiting = Waiting::new(&pool, None, janitor::spawn);
        let [long, short, later] = [here(), here(), here()];
        for again in 0..2 {
            let held = waiting.hold(demand(long));
            until_told(long, again * 2 + 1);
            drop(waiting.hold(demand(short)));
            thread::park_timeout(Duration::from_millis(120));
            assert_eq!(logged_of(long).len(), again * 2 + 1, "told more than once");
            drop(held);
            until_told(long, again * 2 + 2);
        }
        assert!(logged_of(long).iter().all(|text| text.contains("held=")), "{:?}", logged_of(long));
        assert_eq!(logged_of(short), [""; 0]);
        // The look-out has gone home by then, and comes again.
        thread::park_timeout(Duration::from_millis(250));
        let held = waiting.hold(demand(later));
        until_told(later, 1);
        drop(held);
    }

    #[track_caller]
    fn here() -> &'static Location<'static> {
        Location::caller()
    }
}
