//! Measuring everything on one database.

mod crowds;
mod figures;
mod memory;
mod plan;
mod rounds;

pub(super) use figures::{
    Figures, Growth, OfContender, OnDatabase, OnRate, OnWork, Point, Probed, Ratio, Waited, median,
};
pub(super) use plan::Plan;

use super::{
    lineup::{self, Entry},
    options::{Options, Part},
    place::{Choice, Place},
    process::Process,
    progress::Progress,
};
use kit::{Failure, Probe, Seat};

/// The contenders on one database, each with its seat.
struct Field {
    entries: Vec<Entry>,
    seats: Vec<Seat>,
    processes: Vec<Process>,
}

/// Measures all that the options want on one database.
///
/// # Errors
/// Where no database can be had, and a contender's.
pub(super) fn database(choice: &Choice, options: &Options, plan: &Plan) -> Result<OnDatabase, Failure> {
    let mut place = Place::make(choice)?;
    let version = place.version()?;
    println!("{version}{}", if options.pinned { ", all on one core" } else { "" });
    let mut field = Field::on(&mut place, choice, options)?;
    let progress = Progress::new(steps(&field, options, plan));
    let mut figures = OnDatabase::new(choice, version, &field.entries);
    for work in options.works() {
        progress.now(work.name());
        figures.works.extend(rounds::measure(&mut field.processes, work, plan, &progress)?);
    }
    if options.wants(Part::Crowds) || options.wants(Part::Rate) {
        figures.crowds = crowds::closed(&mut field.processes, plan, &progress)?;
    }
    if options.wants(Part::Rate) {
        figures.rate = crowds::at_a_rate(&mut field.processes, &figures.crowds, plan, &progress)?;
    }
    if options.wants(Part::Probes) {
        figures.probes = probes(&mut field, &progress)?;
    }
    if options.wants(Part::Memory) {
        (figures.streams, figures.waiting) = memory::measure(&field.entries, &field.seats, &progress)?;
    }
    progress.finish();
    Ok(figures)
}

impl Field {
    /// All seats first: a database that is copied must not be in use.
    fn on(place: &mut Place, choice: &Choice, options: &Options) -> Result<Self, Failure> {
        let entries = lineup::of(choice.engine, options);
        let seats: Vec<Seat> = entries.iter().map(|_| place.seat(choice.engine)).collect::<Result<_, _>>()?;
        let processes = entries.iter().zip(&seats).map(|(entry, seat)| Process::start(entry, seat));
        Ok(Field { processes: processes.collect::<Result<_, _>>()?, entries, seats })
    }
}

fn steps(field: &Field, options: &Options, plan: &Plan) -> usize {
    let all = field.entries.len();
    let crowds = options.wants(Part::Crowds) || options.wants(Part::Rate);
    options.works().len() * plan.rounds
        + if crowds { plan.crowd_rounds * plan.tasks.len() * all } else { 0 }
        + if options.wants(Part::Rate) { plan.crowd_rounds * all } else { 0 }
        + if options.wants(Part::Probes) { all } else { 0 }
        + if options.wants(Part::Memory) { all } else { 0 }
}

fn probes(field: &mut Field, progress: &Progress) -> Result<Vec<Probed>, Failure> {
    progress.now("what only Segue has");
    let mut probed = Vec::new();
    for process in &mut field.processes {
        for probe in Probe::ALL {
            if let Some(seconds) = process.probe(probe)? {
                probed.push(Probed { probe, name: process.name().to_owned(), seconds });
            }
        }
        progress.done(1);
    }
    Ok(probed)
}
