//! `cargo xtask demo`: one application, 64 clients, all phases and back, nothing lost.

mod accounts;
mod answer;
mod chinook;
mod clients;
#[cfg(test)]
mod faults;
mod legs;
mod place;
mod progress;
mod reference;
mod report;
mod shop;
mod stock;
mod timer;
mod verdict;
mod workload;

use crate::{Outcome, numbers::time};
use clap::Parser;
use clients::{Crowd, Shared};
use legs::LEGS;
use place::Place;
use progress::Progress;
use reference::Reference;
use segue::prelude::*;
use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};
use verdict::Verdict;
use workload::Workload;

/// What goes wrong besides what the verdict names.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Options of `demo`.
#[derive(Parser)]
#[command(about = "Runs a shop from async clients through all phases and back, and compares the answers")]
pub(crate) struct Options {
    /// Works on a copy of this Chinook database, instead of a shop of its own making
    #[arg(long, value_name = "FILE", conflicts_with = "url")]
    data: Option<PathBuf>,
    /// Works on this server, in a database of its own that it makes there and drops: `postgres://..` or `mysql://..`
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// For how many seconds the clients run, over all phases together
    #[arg(long, default_value_t = 28, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// How many async clients there are
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=4096))]
    clients: u64,
}

/// Runs the demonstration.
///
/// # Errors
/// Where an answer differs or a purchase is lost or doubled, and where a database cannot be made.
pub(crate) fn run(options: Options) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let right = runtime.block_on(demonstrate(options))?;
    match right {
        true => Ok(()),
        false => Err("the phases do not agree, or a purchase went astray; see the table above".into()),
    }
}

async fn demonstrate(options: Options) -> Result<bool, Failure> {
    let place = Place::make(&options).await?;
    let verdict = on(&place, &options).await;
    // Whatever came of it, nothing stays on a server.
    place.remove().await?;
    let verdict = verdict?;
    report::print(&verdict);
    Ok(verdict.is_right())
}

async fn on(place: &Place, options: &Options) -> Result<Verdict, Failure> {
    let (db, workload) = open(options, place).await?;
    let verdict = put_to_the_test(&db, workload, options).await;
    db.close(Duration::from_secs(10)).await?;
    verdict
}

/// Lets the clients work while `db` goes through all phases, and compares what they saw with what was kept.
async fn put_to_the_test(
    db: &Database,
    workload: Arc<dyn Workload>,
    options: &Options,
) -> Result<Verdict, Failure> {
    let references = Reference::of(&*workload, db).await?;
    println!("{} answers are kept from {}, to compare all others with", references.len(), db.mode());

    let shared = Arc::new(Shared::new(db.clone(), workload.clone(), references));
    let crowd = Crowd::start(&shared, options.clients);
    let lengths = walk(&shared, Duration::from_secs(options.seconds)).await?;
    let mut seen = crowd.stop().await?;
    for (account, length) in seen.legs.iter_mut().zip(lengths) {
        account.timed = length;
    }
    let kept = workload.kept(db).await?;
    Ok(Verdict::reach(&seen, &kept, workload.stock_at_first()))
}

/// The database, filled, in the first phase.
async fn open(options: &Options, place: &Place) -> Result<(Database, Arc<dyn Workload>), Failure> {
    // Neither the environment nor a `segue.toml` may decide what is compared.
    let db = Database::builder(place.url()).unconfigured().phase(LEGS[0]).connect().await?;
    if let Some(data) = &options.data {
        println!("works on a copy of {}", data.display());
        let workload = chinook::Chinook::prepare(&db).await?;
        return Ok((db, Arc::new(workload)));
    }
    let started = Instant::now();
    let workload = shop::Shop::make(&db).await?;
    println!("made a shop of {workload} in {}, with `bulk_create`", time(started.elapsed()));
    Ok((db, Arc::new(workload)))
}

/// Through all phases, switching while the clients run. Gives back how long each leg was.
async fn walk(shared: &Shared, duration: Duration) -> segue::Result<Vec<Duration>> {
    let each = duration / LEGS.len() as u32;
    let progress = Progress::new(duration);
    let mut lengths = Vec::with_capacity(LEGS.len());
    for (leg, mode) in LEGS.into_iter().enumerate() {
        if leg > 0 {
            let report = shared.db.switch(mode).await?;
            progress.switched(&report);
        }
        shared.reach(leg);
        let started = Instant::now();
        progress.wait(each, mode, shared).await;
        lengths.push(started.elapsed());
    }
    progress.finish();
    Ok(lengths)
}
