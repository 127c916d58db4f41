//! A contender in a process of its own.

use super::lineup::{Entry, WORKSPACES};
use crate::workspace;
use kit::{Answer, Asked, Busy, Failure, Memory, Probe, Request, Seat, Tally, Work};
use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};
use xshell::cmd;

/// It lives as long as this value.
pub(super) struct Process {
    name: String,
    child: Child,
    // Nothing once it was told to end.
    asks: Option<ChildStdin>,
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
        let mut command = Command::new(program(entry)?);
        command.args(arguments(entry, seat)?);
        Self::spawn(entry, command)
    }

    /// As [`start`](Process::start), with every instruction counted by callgrind, which writes `counts` at the end.
    ///
    /// # Errors
    /// As `start`, and where valgrind is not installed.
    pub(super) fn counted(entry: &Entry, seat: &Seat, counts: &Path) -> Result<Self, Failure> {
        let mut command = Command::new("valgrind");
        command.args(["--quiet", "--tool=callgrind"]);
        command.arg(format!("--callgrind-out-file={}", counts.display()));
        command.arg(program(entry)?).args(arguments(entry, seat)?);
        Self::spawn(entry, command)
    }

    fn spawn(entry: &Entry, mut command: Command) -> Result<Self, Failure> {
        let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let unknown = |error| format!("`{}` cannot be started: {error}", command.get_program().display());
        let mut child = started.map_err(unknown)?;
        let asks = Some(child.stdin.take().ok_or("no pipe to it")?);
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
        let asks = self.asks.as_mut().ok_or("it was told to end")?;
        writeln!(asks, "{}", serde_json::to_string(request)?)?;
        asks.flush()?;
        self.answer()
    }

    /// Asks for nothing more, and waits until it has ended by itself.
    ///
    /// # Errors
    /// Where it fails at that.
    pub(super) fn end(mut self) -> Result<(), Failure> {
        drop(self.asks.take());
        match self.child.wait()? {
            status if status.success() => Ok(()),
            status => Err(format!("{} ended with {status}", self.name).into()),
        }
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

fn program(entry: &Entry) -> Result<PathBuf, Failure> {
    Ok(match entry.workspace {
        Some(folder) => of_peers(folder).join(format!("target/release/segue-bench-{folder}")),
        None => std::env::current_exe()?,
    })
}

fn arguments(entry: &Entry, seat: &Seat) -> Result<Vec<String>, Failure> {
    let seat = serde_json::to_string(seat)?;
    let ours = ["bench", "--serve", &entry.name, "--seat", &seat];
    let arguments = if entry.workspace.is_some() { &[ours[2], ours[4]][..] } else { &ours[..] };
    Ok(arguments.iter().map(|&argument| argument.to_owned()).collect())
}

fn of_peers(folder: &str) -> PathBuf {
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
