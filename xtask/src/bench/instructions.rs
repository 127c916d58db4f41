//! `--instructions`: how many instructions a turn takes in the contender's process. Only threads that wait for each other
//! make them differ from run to run, so that they say where a figure's floor is; callgrind's own files, which stay, say which functions
//! they are.

use super::{
    Options,
    lineup::{self, Entry},
    place::{Choice, Place},
    process::Process,
    progress::Progress,
    report::table,
};
use crate::{Outcome, numbers::grouped, workspace};
use kit::{Asked, Failure, Seat, Work};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Counts and prints them, for each database.
///
/// # Errors
/// Where valgrind is not installed, and a contender's.
pub(super) fn run(options: &Options) -> Outcome {
    if options.works().is_empty() {
        return Err("`--instructions` counts the turns of kinds of work, and `--work` names none".into());
    }
    for choice in options.databases()? {
        let folder = workspace::root().join("target/bench/instructions").join(choice.engine.name());
        fs::create_dir_all(&folder)?;
        database(&choice, options, &folder)?;
        println!("which functions they are: callgrind_annotate {}/WORK.CONTENDER.out", folder.display());
    }
    Ok(())
}

fn database(choice: &Choice, options: &Options, folder: &Path) -> Outcome {
    let mut place = Place::make(choice)?;
    println!("{}", place.version()?);
    let entries = lineup::of(choice.engine, options);
    let seats: Vec<Seat> = entries.iter().map(|_| place.seat(choice.engine)).collect::<Result<_, _>>()?;
    let progress = Progress::new(options.works().len() * entries.len());
    let mut rows = Vec::new();
    for work in options.works() {
        progress.now(work.name());
        let mut counts = Vec::new();
        for (entry, seat) in entries.iter().zip(&seats) {
            counts.push(count(entry, seat, work, folder)?);
            progress.done(1);
        }
        rows.push(std::iter::once(work.name().to_owned()).chain(shown(&counts)).collect());
    }
    progress.finish();
    println!("instructions of a turn in the contender's process, and their ratio to the first one's");
    table(std::iter::once("work").chain(entries.iter().map(|entry| entry.name.as_str())), rows.into_iter());
    Ok(())
}

fn shown(counts: &[Option<f64>]) -> impl Iterator<Item = String> {
    let limit = counts.first().copied().flatten();
    counts.iter().map(move |count| match (*count, limit) {
        (Some(count), Some(limit)) => format!("{} ({:.2})", grouped(count as u64), count / limit),
        (Some(count), None) => grouped(count as u64),
        (None, _) => String::new(),
    })
}

/// The difference between some turns and three times as many, each in a process of its own: what it takes to start and to
/// warm up is in both. Nothing of who cannot do that.
fn count(entry: &Entry, seat: &Seat, work: Work, folder: &Path) -> Result<Option<f64>, Failure> {
    let file =
        |part: &str| folder.join(format!("{}.{}{part}", work.key(), entry.name.replace([' ', '/'], "-")));
    let (few, many) = (2 * work.warm_up(), 6 * work.warm_up());
    let Some(of_few) = total(entry, seat, Asked { work, turns: 0..few }, file(".few"))? else {
        return Ok(None);
    };
    let of_many = total(entry, seat, Asked { work, turns: 0..many }, file(".out"))?;
    Ok(of_many.map(|of_many| (of_many - of_few) / (many - few) as f64))
}

fn total(entry: &Entry, seat: &Seat, asked: Asked, counts: PathBuf) -> Result<Option<f64>, Failure> {
    let mut process = Process::counted(entry, seat, &counts)?;
    if !process.can(asked.work)? {
        return Ok(None);
    }
    process.run(&asked)?;
    process.end()?;
    let text = fs::read_to_string(&counts)?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals:")?.trim().parse().ok());
    total.map(Some).ok_or_else(|| format!("{} has no totals", counts.display()).into())
}
