//! A process that outlives the caller by a moment, and clears up after it.

use crate::{
    place::Place,
    problem::{Attempt, Problem},
    run, system,
};
use std::{
    fs::File,
    io::Write,
    process::{Child, Stdio},
};

/// Reads the numbers of the server's process, 0 while there is none. Upon `end`, and when the caller has ended in whatever
/// way, which closes the pipe, it ends the server and removes its files.
///
/// A signal at the parent's death (`setpriv --pdeathsig`) would need no process, but exists on Linux only, follows the thread
/// that started the server and not its process, wakes no server that is frozen, and removes nothing.
const SCRIPT: &str = r#"
trap '' INT HUP TERM
pid=0
while read -r word && [ "$word" != end ]; do pid=$word; done
if [ "$pid" -gt 0 ]; then
    kill -s "$1" "$pid"
    kill -s CONT "$pid"
    tries=0
    while kill -s 0 "$pid" && [ "$tries" -lt 200 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
    kill -s KILL "$pid"
fi
# What a PostgreSQL that was killed leaves in the kernel (System V shared memory): the lock file's seventh line names it.
memory=$(sed -n '7s/.* //p' "$2/data/postmaster.pid")
[ -n "$memory" ] && ipcrm -m "$memory"
rm -rf "$2" "$3"
"#;

/// The process. Dropping it waits until everything is gone.
pub(crate) struct Keeper {
    process: Child,
}

impl Keeper {
    /// Watches over the server at `place`, which ends upon `signal`. The claim to the place is the keeper's too: as long as
    /// it has work to do, nobody else takes the place for one that was left.
    ///
    /// # Errors
    /// Where no process can be started.
    pub(crate) fn of(place: &Place, signal: &str, claim: &File) -> Result<Self, Problem> {
        let claim = claim.try_clone().attempt(|| "cannot share a claim".to_owned())?;
        let mut command = run::command("sh");
        command.args(["-c", SCRIPT, "sh", signal]).arg(place.folder()).arg(place.sockets());
        command.stdin(Stdio::piped()).stderr(Stdio::null());
        // Nothing is written there; a lock is held for as long as a process has the file open.
        command.stdout(claim);
        // An interrupt from the terminal ends the caller; the keeper has work to do then.
        system::apart(&mut command);
        let process = command.spawn().attempt(|| "`sh` cannot be started".to_owned())?;
        Ok(Keeper { process })
    }

    /// Says which process is the server's now; `None` for none.
    ///
    /// # Errors
    /// Where the keeper is dead.
    pub(crate) fn tell(&mut self, pid: Option<u32>) -> Result<(), Problem> {
        self.say(&pid.unwrap_or(0).to_string())
    }

    fn say(&mut self, word: &str) -> Result<(), Problem> {
        let dead = || Problem::new("the process that ends the server with its owner is dead");
        let pipe = self.process.stdin.as_mut().ok_or_else(dead)?;
        writeln!(pipe, "{word}").attempt(|| dead().to_string())
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        // Said as well as meant by closing the pipe, of which a child that was just being started may hold a copy.
        let _ = self.say("end");
        let _ = self.process.wait();
    }
}
