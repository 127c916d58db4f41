//! Rounds: in each, every contender does the same turns once, in another order than in the round before.

use super::{OfContender, OnWork, Plan};
use crate::bench::{process::Process, progress::Progress};
use kit::{Asked, Failure, Tally, Work};

/// Measures one kind of work; nothing where nobody can do it.
///
/// # Errors
/// Where a contender fails in the middle, or brings other rows than the others.
pub(super) fn measure(
    processes: &mut [Process],
    work: Work,
    plan: &Plan,
    progress: &Progress,
) -> Result<Option<OnWork>, Failure> {
    let mut able = able(processes, work)?;
    let Some(turns) = turns(&mut able, work, plan)? else { return Ok(None) };
    let name = |process: &&mut Process| OfContender { name: process.name().to_owned(), seconds: Vec::new() };
    let mut figures = OnWork { work, turns, contenders: able.iter().map(name).collect() };
    for round in 0..plan.rounds {
        let first = (round as i64 + 1) * turns.max(2 * work.warm_up());
        one_round(&mut able, &Asked { work, turns: first..first + turns }, round, &mut figures)?;
        progress.done(1);
    }
    Ok(Some(figures))
}

/// Those who can do it. Every contender does as many turns to warm up, so that new rows get the same keys; who fails at the
/// first attempt is left out, and the reason said.
fn able(processes: &mut [Process], work: Work) -> Result<Vec<&mut Process>, Failure> {
    let mut able = Vec::new();
    for process in processes {
        if !process.can(work)? {
            continue;
        }
        match process.run(&Asked { work, turns: 0..work.warm_up() }) {
            Ok(_) => able.push(process),
            Err(error) => eprintln!("left out of `{}`: {error}", work.name()),
        }
    }
    Ok(able)
}

/// How many turns take the limit as long as planned.
fn turns(able: &mut [&mut Process], work: Work, plan: &Plan) -> Result<Option<i64>, Failure> {
    let warm_up = Asked { work, turns: work.warm_up()..2 * work.warm_up() };
    let mut limit = None;
    for process in able {
        let seconds = process.run(&warm_up)?.seconds;
        limit.get_or_insert(seconds / work.warm_up() as f64);
    }
    Ok(limit.map(|limit| (plan.each.as_secs_f64() / limit.max(1e-9)).ceil() as i64))
}

fn one_round(
    able: &mut [&mut Process],
    asked: &Asked,
    round: usize,
    figures: &mut OnWork,
) -> Result<(), Failure> {
    let mut expected: Option<(String, Tally)> = None;
    for place in 0..able.len() {
        let index = (place + round) % able.len();
        let process = &mut able[index];
        let ran = process.run(asked)?;
        let turns = (asked.turns.end - asked.turns.start) as f64;
        figures.contenders[index].seconds.push(ran.seconds / turns);
        let (first, wanted) = expected.get_or_insert_with(|| (process.name().to_owned(), ran.tally));
        if *wanted != ran.tally {
            let (work, name, tally) = (asked.work.name(), process.name(), ran.tally);
            let both = format!("{work}: {first} brought {wanted:?}, {name} {tally:?}");
            return Err(format!("{both}; they must do the same").into());
        }
    }
    Ok(())
}
