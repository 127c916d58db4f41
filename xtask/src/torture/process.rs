//! The process of the clients, seen from outside.

use super::{
    book::Shared,
    crew::{Orders, STOP, SWITCH},
    event::Event,
};
use crate::Outcome;
use segue::Mode;
use std::{
    io::{self, BufRead, BufReader, Write},
    process::{Child, ChildStdout, Command, Stdio},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// The process of the clients.
pub(super) struct Process {
    orders: Orders,
    book: Shared,
    running: Running,
}

struct Running {
    child: Child,
    reader: JoinHandle<()>,
}

/// How long it may take until the clients are at work, and until they have ended.
const START: Duration = Duration::from_secs(60);
const END: Duration = Duration::from_secs(60);

impl Process {
    /// Starts it, and waits until the clients are at work.
    ///
    /// # Errors
    /// Where they do not come to work.
    pub(super) fn start(orders: Orders, book: &Shared) -> Result<Self, String> {
        let running = Running::start(&orders, book).map_err(|error| error.to_string())?;
        book.open().mode.clone_from(&orders.mode);
        let process = Process { orders, book: book.clone(), running };
        process.expect_ready(1)?;
        Ok(process)
    }

    fn expect_ready(&self, times: u64) -> Result<(), String> {
        match self.book.wait_until_ready(times, START) {
            true => Ok(()),
            false => Err(format!("the clients did not come to work within {START:?}")),
        }
    }

    /// Has it switch. It does so in its own time.
    ///
    /// # Errors
    /// Where it does not listen any more.
    pub(super) fn switch(&mut self, mode: Mode) -> io::Result<()> {
        self.running.say(&format!("{SWITCH}{mode}"))
    }

    /// Kills it, and starts it again with clients that have other numbers.
    ///
    /// # Errors
    /// Where it does not come to work again.
    pub(super) fn kill_and_start(&mut self) -> Outcome {
        self.running.child.kill()?;
        self.running.child.wait()?;
        let before = self.book.ready();
        self.orders.first += 1_000;
        self.orders.mode = self.book.open().mode.clone();
        let next = Running::start(&self.orders, &self.book)?;
        std::mem::replace(&mut self.running, next).read_to_the_end();
        Ok(self.expect_ready(before + 1)?)
    }

    /// Lets the clients end what they are at, and reads all that they tell.
    ///
    /// # Errors
    /// Where it does not end, or not well.
    pub(super) fn stop(mut self) -> Result<(), String> {
        let said = |error: io::Error| error.to_string();
        self.running.say(STOP).map_err(said)?;
        let deadline = Instant::now() + END;
        let status = loop {
            if let Some(status) = self.running.child.try_wait().map_err(said)? {
                break status;
            }
            if Instant::now() > deadline {
                self.running.child.kill().map_err(said)?;
                self.running.child.wait().map_err(said)?;
                self.running.read_to_the_end();
                return Err(format!("the clients did not end within {END:?}"));
            }
            thread::park_timeout(Duration::from_millis(20));
        };
        self.running.read_to_the_end();
        if status.success() { Ok(()) } else { Err(format!("the clients' process ended with {status}")) }
    }
}

impl Running {
    fn start(orders: &Orders, book: &Shared) -> io::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["torture", "--crew", &serde_json::to_string(orders)?]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().ok_or_else(|| io::Error::other("no pipe"))?;
        let book = book.clone();
        let reader = thread::Builder::new().name("book".into()).spawn(move || read(out, &book))?;
        Ok(Running { child, reader })
    }

    fn say(&mut self, line: &str) -> io::Result<()> {
        let pipe = self.child.stdin.as_mut().ok_or_else(|| io::Error::other("no pipe"))?;
        writeln!(pipe, "{line}")
    }

    /// What a process has told before it died was told.
    fn read_to_the_end(self) {
        drop(self.reader.join());
    }
}

fn read(out: ChildStdout, book: &Shared) {
    for line in BufReader::new(out).lines().map_while(Result::ok) {
        if let Some(event) = Event::read(&line) {
            book.enter(event);
        }
    }
}
