//! Other processes: whether they live, what they run, their children, and signals to them.
//!
//! Read from `/proc` where there is one (Linux, where `ps` is often missing in containers), else asked of `ps`. A process
//! that has ended and was not waited for counts as dead.

use crate::{
    problem::{Attempt, Problem},
    run,
};
use std::{fs, path::Path};

/// What is between the words of a command line: `/proc` has NUL there, `ps` a space.
const SEPARATORS: [char; 2] = ['\0', ' '];

/// A living process.
struct Entry {
    id: u32,
    parent: u32,
}

/// Whether the process lives.
pub(crate) fn is_alive(id: u32) -> bool {
    entry(id).is_some()
}

/// Whether the process lives and was started with `word` in its command line: numbers of processes are used again, the
/// path of a data directory is not.
pub(crate) fn was_started_with(id: u32, word: &Path) -> bool {
    is_alive(id) && command_line(id).is_some_and(|line| line.contains(&*word.to_string_lossy()))
}

/// The processes of the program of this name that were started with `word` in their command line.
pub(crate) fn running(program: &str, word: &Path) -> Vec<u32> {
    let is_of =
        |line: String| line.split(SEPARATORS).next().is_some_and(|path| Path::new(path).ends_with(program));
    let is_meant = |id: &u32| was_started_with(*id, word) && command_line(*id).is_some_and(is_of);
    all().iter().map(|entry| entry.id).filter(is_meant).collect()
}

/// The process and all that descend from it, parents before children; none where it is dead.
pub(crate) fn family(id: u32) -> Vec<u32> {
    let mut family: Vec<u32> = entry(id).map(|entry| entry.id).into_iter().collect();
    let all = all();
    let mut next = 0;
    while let Some(&parent) = family.get(next) {
        family.extend(all.iter().filter(|entry| entry.parent == parent).map(|entry| entry.id));
        next += 1;
    }
    family
}

/// Sends a signal. Those that are dead get none.
///
/// # Errors
/// Where no command can be started.
pub(crate) fn signal(name: &str, ids: &[u32]) -> Result<(), Problem> {
    let ids = ids.iter().map(u32::to_string);
    // The shell's own `kill`: a program of that name is missing in many containers.
    let mut kill = run::command("sh");
    kill.args(["-c", r#"signal=$1; shift; for id; do kill -s "$signal" "$id"; done"#, "sh", name]).args(ids);
    kill.output().map(drop).attempt(|| format!("cannot send SIG{name}"))
}

fn entry(id: u32) -> Option<Entry> {
    if !has_proc() {
        return listed(&["-p", &id.to_string()]).pop();
    }
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The second field is the program's name in brackets, which may hold spaces and brackets (proc(5)).
    let mut fields = text.rsplit_once(')')?.1.split_whitespace();
    living(id, fields.next()?, fields.next()?)
}

fn all() -> Vec<Entry> {
    if !has_proc() {
        return listed(&["-A"]);
    }
    let names = fs::read_dir("/proc").into_iter().flatten().flatten().map(|entry| entry.file_name());
    names.filter_map(|name| entry(name.to_str()?.parse().ok()?)).collect()
}

fn listed(which: &[&str]) -> Vec<Entry> {
    let text = run::read(run::command("ps").args(["-o", "pid=,state=,ppid="]).args(which));
    let text = text.unwrap_or_default();
    let entries = text.lines().filter_map(|line| {
        let mut fields = line.split_whitespace();
        living(fields.next()?.parse().ok()?, fields.next()?, fields.next()?)
    });
    entries.collect()
}

fn living(id: u32, state: &str, parent: &str) -> Option<Entry> {
    let dead = state.starts_with(['Z', 'X']);
    (!dead).then_some(Entry { id, parent: parent.parse().ok()? })
}

fn command_line(id: u32) -> Option<String> {
    if has_proc() {
        return fs::read(format!("/proc/{id}/cmdline"))
            .ok()
            .map(|line| String::from_utf8_lossy(&line).into());
    }
    run::read(run::command("ps").args(["-o", "command=", "-ww", "-p", &id.to_string()])).ok()
}

fn has_proc() -> bool {
    Path::new("/proc/self/stat").exists()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::wait;
    use std::{process, time::Duration};

    /// A child is found below its parent; killed and not waited for, it counts as dead.
    #[test]
    fn a_killed_child_is_dead() {
        let mut child = run::command("sleep").arg("1234").spawn().unwrap();
        assert!(family(process::id()).contains(&child.id()));
        // The child is this program until it has become `sleep`.
        let became = || was_started_with(child.id(), Path::new("1234")).then_some(());
        assert_eq!(wait::until(Duration::from_secs(10), became), Some(()));
        assert!(!was_started_with(child.id(), Path::new("4321")));
        assert!(running("sleep", Path::new("1234")).contains(&child.id()));
        assert!(!running("awake", Path::new("1234")).contains(&child.id()));
        signal("KILL", &[child.id()]).unwrap();
        let died = wait::until(Duration::from_secs(10), || (!is_alive(child.id())).then_some(()));
        assert_eq!(died, Some(()));
        assert!(family(child.id()).is_empty());
        child.wait().unwrap();
    }
}
