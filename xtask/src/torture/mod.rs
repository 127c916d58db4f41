//! `cargo xtask torture`: a bank at work while everything around it breaks. Nothing may be lost.

mod bank;
mod book;
mod client;
mod crew;
mod cut;
mod event;
mod fault;
mod fire;
mod kept;
mod options;
mod process;
mod progress;
mod report;
mod stage;
mod verdict;

use crate::{Outcome, dice::Dice};
use fire::{Burnt, Plan};
pub(crate) use options::Options;
use segue::Engine;
use segue_tests::setup::is_required;
use stage::{File, Server, Stage};
use std::time::{SystemTime, UNIX_EPOCH};

/// Runs it on one database after the other.
///
/// # Errors
/// Where something is lost, doubled, or happened that no fault explains; where a database that was asked for cannot be had.
pub(crate) fn run(options: &Options) -> Outcome {
    if let Some(orders) = &options.crew {
        return crew::run(orders);
    }
    let seed = options.seed.unwrap_or_else(some_seed);
    println!("seed {seed}");
    let mut runs = Vec::new();
    for engine in &options.db.engines {
        match stage(*engine) {
            Ok(mut stage) => runs.push(plan(options, *engine, seed).carry_out(&mut *stage)?),
            Err(why) if options.db.optional && !is_required(*engine) => {
                println!("not run on {engine}: {}", why.lines().next().unwrap_or_default());
            }
            Err(why) => return Err(format!("{engine}: {why}").into()),
        }
    }
    report::print(&runs, seed);
    match runs.iter().all(Burnt::is_right) {
        true => Ok(()),
        false => Err(format!(
            "the bank is not what it should be; see above, and run it again with `--seed {seed}`"
        )
        .into()),
    }
}

fn plan(options: &Options, engine: Engine, seed: u64) -> Plan {
    let Options { mode, lasting, clients, planted, .. } = options;
    Plan { engine, modes: mode.0.clone(), lasting: *lasting, seed, clients: *clients, planted: *planted }
}

fn stage(engine: Engine) -> Result<Box<dyn Stage>, String> {
    Ok(match engine {
        Engine::Sqlite => Box::new(File::new().map_err(|error| error.to_string())?),
        engine => Box::new(Server::start(engine)?),
    })
}

/// Another one each time, and short enough to be typed.
fn some_seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Dice::new(now.as_nanos() as u64).below(1_000_000)
}
