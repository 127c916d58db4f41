//! The one writer of a SQLite file.

use super::holders::Holders;
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, Weak},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The right to write, of which there is one, and who has it.
pub struct Writer {
    /// The right.
    pub turn: Arc<Semaphore>,
    pub(super) holders: Arc<Holders>,
}

impl Default for Writer {
    fn default() -> Self {
        Writer { turn: Arc::new(Semaphore::new(1)), holders: Arc::default() }
    }
}

/// The right to write, taken; the file's writer is known for as long.
pub(super) struct MayWrite {
    _permit: OwnedSemaphorePermit,
    _writer: Arc<Writer>,
}

impl Writer {
    /// Keeps the writer together with the right that `permit` is.
    pub(super) fn taken(self: &Arc<Self>, permit: OwnedSemaphorePermit) -> MayWrite {
        MayWrite { _permit: permit, _writer: self.clone() }
    }
}

/// The one writer of a SQLite file. It belongs to the file, not to a backend: whatever backends and handles of
/// this process use the file, and while one takes over from another, two writers never meet.
pub fn writer_of(file: &Path) -> Arc<Writer> {
    static WRITERS: Mutex<Option<HashMap<PathBuf, Weak<Writer>>>> = Mutex::new(None);
    let key = real_path(file);
    let mut writers = WRITERS.lock().unwrap_or_else(PoisonError::into_inner);
    let writers = writers.get_or_insert_default();
    writers.retain(|_, writer| writer.strong_count() > 0);
    if let Some(writer) = writers.get(&key).and_then(Weak::upgrade) {
        return writer;
    }
    let writer = Arc::new(Writer::default());
    writers.insert(key, Arc::downgrade(&writer));
    writer
}

/// The same path for a file before and after it is made, by whatever name it is called.
fn real_path(file: &Path) -> PathBuf {
    file.canonicalize().unwrap_or_else(|_| {
        let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty());
        let directory = directory.unwrap_or(Path::new(".")).canonicalize();
        directory.ok().zip(file.file_name()).map_or(file.to_owned(), |(directory, name)| directory.join(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file has one writer, before and after it is made, by a relative and by its real name.
    #[test]
    fn a_file_has_one_writer() {
        let file = std::env::temp_dir().join(format!("segue-writer-{}", std::process::id()));
        let before = writer_of(&file);
        std::fs::write(&file, "").unwrap();
        let after = writer_of(&file.parent().unwrap().join(".").join(file.file_name().unwrap()));
        std::fs::remove_file(&file).unwrap();
        assert!(Arc::ptr_eq(&before, &after));
    }
}
