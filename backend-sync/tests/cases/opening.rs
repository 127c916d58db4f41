//! Opening says at once what is wrong, and what would work.

use super::*;
use orm_api::{Error, ErrorKind, backend::Location};
use std::{fs, path::Path};

fn refused(path: &Path, mode: &str) -> Error {
    let settings = Settings::new(&format!("sqlite:{}?mode={mode}", path.display())).unwrap();
    let error = crate::open(&settings).err().expect("the file cannot be opened");
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
    assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    error
}

/// Each reason is named with its remedy.
#[test]
fn what_cannot_be_opened_says_why() {
    let directory = tempfile::tempdir().unwrap();
    let missing = refused(&directory.path().join("missing.db"), "rw");
    assert!(
        missing.to_string().contains("it does not exist; create it, or open it with `mode=rwc`"),
        "{missing}"
    );
    assert!(!directory.path().join("missing.db").exists(), "opening with `rw` made the file");
    refused(&directory.path().join("missing.db"), "ro");
    let nowhere = refused(&directory.path().join("no/where.db"), "rwc");
    assert!(nowhere.to_string().contains("the directory"), "{nowhere}");
    let folder = refused(directory.path(), "rwc");
    assert!(folder.to_string().contains("it is a directory"), "{folder}");
    let text = directory.path().join("text.txt");
    fs::write(&text, "no database, but long enough to be taken for the header of one".repeat(20)).unwrap();
    for mode in ["rwc", "rw", "ro"] {
        let error = refused(&text, mode);
        assert!(error.to_string().contains("file is not a database"), "{error}");
    }
}

/// `mode=ro` reads, and refuses to write.
#[test]
fn read_only_is_read_only() {
    let bench = bench();
    bench.script(&["CREATE TABLE t (v)", "INSERT INTO t VALUES (1)"]);
    let settings = Settings::new(&format!("sqlite:{}?mode=ro", bench.file.display())).unwrap();
    let reader = Bench { backend: crate::open(&settings).unwrap(), ..super::bench() };
    assert_eq!(reader.value("SELECT v FROM t"), Value::I64(1));
    let error = reader.execute("INSERT INTO t VALUES (2)", Vec::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnly);
}

/// Names that would mean something in a URI are names.
#[test]
fn odd_names_are_names() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["file:x?mode=ro", "100% #1.db", "smørrebrød.db"] {
        let path = directory.path().join(name);
        let mut settings = Settings::new("sqlite:x").unwrap();
        settings.location = Location::Sqlite { path: path.clone(), create: true, read_only: false };
        crate::open(&settings).unwrap();
        assert!(path.is_file(), "{name}");
    }
}

/// Text kept in UTF-16 is refused: the drivers would read it differently.
#[test]
fn other_encodings_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wide.db");
    let settings = Settings::new(&format!("sqlite:{}", path.display())).unwrap();
    fs::write(&path, utf16_database()).unwrap();
    let error = crate::open(&settings).err().expect("UTF-16 is refused");
    assert!(error.to_string().contains("its text encoding is Text(\"UTF-16le\")"), "{error}");
}

/// The header that SQLite's file format (section 1.3) describes, with text encoding 2, and an empty schema page.
fn utf16_database() -> Vec<u8> {
    let mut page = vec![0; 4096];
    page[..16].copy_from_slice(b"SQLite format 3\0");
    page[16..24].copy_from_slice(&[16, 0, 1, 1, 0, 64, 32, 32]);
    let words = [(24, 1), (28, 1), (44, 4), (56, 2), (92, 1), (96, 3_050_000)];
    for (at, value) in words {
        page[at..at + 4].copy_from_slice(&u32::to_be_bytes(value));
    }
    page[100..108].copy_from_slice(&[13, 0, 0, 0, 0, 16, 0, 0]);
    page
}

/// `:memory:` has become a file before a backend sees it.
#[test]
fn memory_is_refused() {
    let error = crate::open(&Settings::new("sqlite::memory:").unwrap()).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Internal);
}
