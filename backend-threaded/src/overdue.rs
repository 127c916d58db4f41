//! Who has waited for longer than the acquire timeout is told so. One timer for all: arming one for each operation
//! costs as much as the operation's way to a worker.

use crate::{
    call::Job,
    crew::Crew,
    state::{Request, State},
};
use futures::{
    channel::oneshot,
    future::{Either, select},
};
use futures_timer::Delay;
use orm_api::{
    Error,
    backend::{Demand, janitor},
};
use std::{
    collections::VecDeque,
    sync::{Arc, MutexGuard, Weak},
    time::{Duration, Instant},
};

impl Crew {
    /// Makes sure that somebody watches, if anybody waits.
    pub(crate) fn watch(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        if state.watched || !state.is_wanted() {
            return;
        }
        let (watcher, ended) = oneshot::channel();
        (state.watched, state.watcher) = (true, Some(watcher));
        drop(state);
        janitor::spawn(Box::pin(watch(Arc::downgrade(self), self.pool.acquire_timeout, ended)));
    }

    /// Answers those whose time is up; how long until the next one's is.
    fn expire(&self) -> Option<Duration> {
        let limit = self.pool.acquire_timeout;
        let now = Instant::now();
        let late = |since: &Instant| now.saturating_duration_since(*since) >= limit;
        let mut state = self.lock();
        let works = take_while(&mut state.works, |job| late(&job.since));
        let writes = take_while(&mut state.writes, |job| late(&job.since));
        let requests = take_while(&mut state.requests, |request| late(&request.since));
        let oldest = state.oldest();
        state.watched = oldest.is_some();
        self.dismiss(state);
        let tell = |job: Job, for_the_turn| job.reply.fail(self.too_late(job.demand, for_the_turn));
        works.into_iter().for_each(|job| tell(job, false));
        writes.into_iter().for_each(|job| tell(job, true));
        requests
            .into_iter()
            .for_each(|Request { reply, demand, .. }| reply.fail(self.too_late(demand, false)));
        oldest.map(|since| limit.saturating_sub(now.saturating_duration_since(since)))
    }

    #[cold]
    fn too_late(&self, demand: Demand, for_the_turn: bool) -> Error {
        self.waiting.too_late(demand, for_the_turn, self.status())
    }
}

impl State {
    /// Since when the one waits who waits for the longest time.
    fn oldest(&self) -> Option<Instant> {
        let works = self.works.front().map(|job| job.since);
        let writes = self.writes.front().map(|job| job.since);
        let requests = self.requests.front().map(|request| request.since);
        [works, writes, requests].into_iter().flatten().min()
    }
}

/// Watches until nobody waits, or the crew has closed: the thread of clean-up would stay for as long.
async fn watch(crew: Weak<Crew>, mut after: Duration, mut ended: oneshot::Receiver<()>) {
    loop {
        if let Either::Right(_) = select(Delay::new(after), &mut ended).await {
            return;
        }
        let Some(crew) = crew.upgrade() else { return };
        match crew.expire() {
            Some(next) => after = next,
            None => return,
        }
    }
}

fn take_while<T>(queue: &mut VecDeque<T>, late: impl Fn(&T) -> bool) -> Vec<T> {
    let count = queue.iter().take_while(|item| late(item)).count();
    queue.drain(..count).collect()
}
