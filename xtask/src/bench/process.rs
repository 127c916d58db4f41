//! A contender in a process of its own.

use super::lineup::{Entry, WORKSPACES};
use crate::workspace;
use kit::{Answer, Asked, Busy, Failure, Memory, Probe, Request, Seat, Tally, Work};
use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};
use xshell::cmd;

/// It lives as long as this value.
pub(super) struct Process {
    name: String,
    child: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// What came of some turns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ran {
    pub(super) tally: Tally,
    pub(super) seconds: f64,
    pub(super) memory: Option<Memory>,
}

impl Process {
    /// Starts it on its seat, and waits until it is connected.
    ///
    /// # Errors
    /// Where it cannot be started, or cannot connect.
    pub(super) fn start(entry: &Entry, seat: &Seat) -> Result<Self, Failure> {
        let seat = serde_json::to_string(seat)?;
        let mut command = match entry.workspace {
            Some(folder) => {
                Command::new(of_peers(folder).join(format!("target/release/segue-bench-{folder}")))
            }
            None => Command::new(std::env::current_exe()?),
        };
        match entry.workspace {
            Some(_) => command.args([&entry.name, &seat]),
            None => command.args(["bench", "--serve", &entry.name, "--seat", &seat]),
        };
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let asks = child.stdin.take().ok_or("no pipe to it")?;
        let answers = BufReader::new(child.stdout.take().ok_or("no pipe from it")?);
        let mut process = Process { name: entry.name.clone(), child, asks, answers };
        process.answer()?;
        Ok(process)
    }

    /// What it is called.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether it can do that.
    ///
    /// # Errors
    /// Where it ended.
    pub(super) fn can(&mut self, work: Work) -> Result<bool, Failure> {
        match self.ask(&Request::Can(work))? {
            Answer::Can(can) => Ok(can),
            answer => self.strange(&answer),
        }
    }

    /// Lets it work, and waits until it has.
    ///
    /// # Errors
    /// Its own.
    pub(super) fn run(&mut self, asked: &Asked) -> Result<Ran, Failure> {
        self.ran(&Request::Run(asked.clone()))
    }

    /// As [`run`](Process::run), and looks at its memory.
    ///
    /// # Errors
    /// Its own.
    pub(super) fn grow(&mut self, asked: &Asked) -> Result<Ran, Failure> {
        self.ran(&Request::Grow(asked.clone()))
    }

    fn ran(&mut self, request: &Request) -> Result<Ran, Failure> {
        match self.ask(request)? {
            Answer::Ran { tally, seconds, memory } => Ok(Ran { tally, seconds, memory }),
            answer => self.strange(&answer),
        }
    }

    /// Lets so many tasks of it work; nothing where it has no pool.
    ///
    /// # Errors
    /// Its own.
    pub(super) fn closed(&mut self, tasks: usize, length: Duration) -> Result<Option<Busy>, Failure> {
        self.busy(&Request::Closed { tasks, millis: length.as_millis() as u64 })
    }

    /// Asks at a fixed rate; nothing where it has no pool.
    ///
    /// # Errors
    /// Its own.
    pub(super) fn open(&mut self, rate: f64, length: Duration) -> Result<Option<Busy>, Failure> {
        self.busy(&Request::Open { rate, millis: length.as_millis() as u64 })
    }

    fn busy(&mut self, request: &Request) -> Result<Option<Busy>, Failure> {
        match self.ask(request)? {
            Answer::Busy(busy) => Ok(busy),
            answer => self.strange(&answer),
        }
    }

    /// So many tasks at once: the seconds until all are answered, and the memory; nothing where it has no pool.
    ///
    /// # Errors
    /// Its own.
    pub(super) fn waiting(&mut self, tasks: usize) -> Result<Option<(f64, Option<Memory>)>, Failure> {
        match self.ask(&Request::Waiting { tasks })? {
            Answer::Waited { seconds, memory } => Ok(seconds.map(|seconds| (seconds, memory))),
            answer => self.strange(&answer),
        }
    }

    /// What only Segue has.
    ///
    /// # Errors
    /// Its own.
    pub(super) fn probe(&mut self, probe: Probe) -> Result<Option<Vec<f64>>, Failure> {
        match self.ask(&Request::Probe(probe))? {
            Answer::Probed(times) => Ok(times),
            answer => self.strange(&answer),
        }
    }

    fn ask(&mut self, request: &Request) -> Result<Answer, Failure> {
        writeln!(self.asks, "{}", serde_json::to_string(request)?)?;
        self.asks.flush()?;
        self.answer()
    }

    fn answer(&mut self) -> Result<Answer, Failure> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err(format!("{} ended; what it said stands above", self.name).into());
        }
        match serde_json::from_str(&line)? {
            Answer::Failed(error) => Err(format!("{}: {error}", self.name).into()),
            answer => Ok(answer),
        }
    }

    fn strange<T>(&self, answer: &Answer) -> Result<T, Failure> {
        Err(format!("{} answers what was not asked: {answer:?}", self.name).into())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn of_peers(folder: &str) -> std::path::PathBuf {
    workspace::root().join("bench").join(folder)
}

/// Builds the peers, which nobody needs who does not ask for them.
///
/// # Errors
/// The compiler's.
pub(super) fn build_peers() -> crate::Outcome {
    for folder in WORKSPACES {
        let shell = workspace::shell()?;
        shell.change_dir(of_peers(folder));
        workspace::run(cmd!(shell, "cargo build --release --target-dir target"))?;
    }
    Ok(())
}
