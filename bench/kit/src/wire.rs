//! How a contender in a process of its own is asked: one line of JSON each way, over its standard input and output.

use crate::{
    Asked, Busy, Memory, Probe, Tally, Work,
    contender::{Contender, Crowd, Failure},
    crowd, growth,
};
use serde::{Deserialize, Serialize};
use std::{
    io::{self, BufRead, Write},
    time::{Duration, Instant},
};

/// What is asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the variants' sentences name their fields")]
pub enum Request {
    /// Whether it can do that at all.
    Can(Work),
    /// Work, turn by turn.
    Run(Asked),
    /// Work, and what memory it needs.
    Grow(Asked),
    /// Many tasks for so many milliseconds.
    Closed { tasks: usize, millis: u64 },
    /// A fixed rate for so many milliseconds.
    Open { rate: f64, millis: u64 },
    /// So many tasks at once, and what memory they need.
    Waiting { tasks: usize },
    /// What only Segue has.
    Probe(Probe),
}

/// What comes back.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the variants' sentences name their fields")]
pub enum Answer {
    /// Of [`Request::Can`]; and that it is there, at the start.
    Can(bool),
    /// What was seen, and the seconds that it took.
    Ran { tally: Tally, seconds: f64, memory: Option<Memory> },
    /// What a crowd did; nothing of who has no pool.
    Busy(Option<Busy>),
    /// The seconds until all were answered; nothing of who has no pool.
    Waited { seconds: Option<f64>, memory: Option<Memory> },
    /// The seconds of each time; nothing of who does not have that.
    Probed(Option<Vec<f64>>),
    /// What went wrong.
    Failed(String),
}

/// Answers until nothing more is asked.
///
/// # Errors
/// Where the pipe breaks.
pub fn serve(contender: &mut dyn Contender) -> Result<(), Failure> {
    say(&Answer::Can(true))?;
    let mut crowd = None;
    for line in io::stdin().lock().lines() {
        let request = serde_json::from_str(&line?)?;
        say(
            &answer(contender, &mut crowd, request).unwrap_or_else(|error| Answer::Failed(error.to_string()))
        )?;
    }
    Ok(())
}

fn say(answer: &Answer) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(answer)?)?;
    Ok(out.flush()?)
}

fn answer(
    contender: &mut dyn Contender,
    crowd: &mut Option<Crowd>,
    request: Request,
) -> Result<Answer, Failure> {
    if let (None, Request::Closed { .. } | Request::Open { .. } | Request::Waiting { .. }) =
        (&crowd, &request)
    {
        *crowd = contender.crowd()?;
    }
    let crowd = crowd.as_ref();
    Ok(match request {
        Request::Can(work) => Answer::Can(contender.can(work)),
        Request::Run(asked) => {
            let started = Instant::now();
            let tally = contender.run(&asked)?;
            Answer::Ran { tally, seconds: started.elapsed().as_secs_f64(), memory: None }
        }
        Request::Grow(asked) => {
            let started = Instant::now();
            let (tally, memory) = growth(|| contender.run(&asked));
            Answer::Ran { tally: tally?, seconds: started.elapsed().as_secs_f64(), memory }
        }
        Request::Closed { tasks, millis } => {
            let busy = crowd.map(|crowd| crowd::closed(crowd, tasks, Duration::from_millis(millis)));
            Answer::Busy(busy.transpose()?)
        }
        Request::Open { rate, millis } => {
            let busy = crowd.map(|crowd| crowd::open(crowd, rate, Duration::from_millis(millis)));
            Answer::Busy(busy.transpose()?)
        }
        Request::Waiting { tasks } => {
            let (waited, memory) = growth(|| crowd.map(|crowd| crowd::waiting(crowd, tasks)));
            Answer::Waited { seconds: waited.transpose()?.map(|time| time.as_secs_f64()), memory }
        }
        Request::Probe(probe) => Answer::Probed(contender.probe(probe)?.map(seconds)),
    })
}

fn seconds(times: Vec<Duration>) -> Vec<f64> {
    times.iter().map(Duration::as_secs_f64).collect()
}
