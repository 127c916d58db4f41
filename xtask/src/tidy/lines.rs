//! What no line may hold, and how many a file may have.

use super::{finding::Finding, source::File};

/// The most lines of a source file.
const LONGEST_FILE: usize = 500;

/// What may stand nowhere, with the reason. Each has a `~` in it that is not part of it, so that this file does not
/// hold what it forbids.
const NOWHERE: &[(&str, &str)] = &[
    ("/ho~me/", "a path of one machine; make it relative"),
    ("/ro~ot/", "a path of one machine; make it relative"),
    ("/Us~ers/", "a path of one machine; make it relative"),
    ("/wo~rk/", "a path of one machine; make it relative"),
    ("C:\\~Users", "a path of one machine; make it relative"),
    ("clau~de", "names a tool that the project does not depend on; remove it"),
    ("copi~lot", "names a tool that the project does not depend on; remove it"),
    ("chat~gpt", "names a tool that the project does not depend on; remove it"),
    ("anthro~pic", "names a tool that the project does not depend on; remove it"),
    ("open~ai", "names a tool that the project does not depend on; remove it"),
    ("ll~m ", "names a tool that the project does not depend on; remove it"),
    ("age~nt ", "speaks of who wrote it, not of what it is; remove it"),
    ("age~nts", "speaks of who wrote it, not of what it is; remove it"),
    ("as an a~i", "speaks of who wrote it, not of what it is; remove it"),
    ("system pro~mpt", "speaks of who wrote it, not of what it is; remove it"),
];

/// What may not stand in Rust, with the reason; marked in the same way.
const NOT_IN_RUST: &[(&str, &str)] = &[
    ("todo~!(", "unfinished; finish it, or return an error that says what is missing"),
    ("unimplemented~!(", "unfinished; finish it, or return an error that says what is missing"),
    ("dbg~!(", "left over from a search; remove it"),
    ("#[igno~re", "a test that nobody runs; run it, or state a strict expected failure"),
];

/// Checks one file.
pub(super) fn check(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    // What must not compile is never run, and need not be finished.
    let is_code = file.is_rust() && !file.path.contains("/compile-fail/");
    for (index, line) in file.text.lines().enumerate() {
        let lower = line.to_lowercase();
        let rust = if is_code { NOT_IN_RUST } else { &[] };
        for (marked, reason) in NOWHERE.iter().chain(rust) {
            let word = marked.replace('~', "");
            if lower.contains(&word.to_lowercase()) {
                findings.push(Finding::new(&file.path, index + 1, format!("`{word}`: {reason}")));
            }
        }
    }
    let lines = file.text.lines().count();
    if file.is_rust() && file.path.contains("src/") && lines > LONGEST_FILE {
        let message = format!("{lines} lines, more than {LONGEST_FILE}; split it by concept");
        findings.push(Finding::new(&file.path, 0, message));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<usize> {
        let file = File { path: path.to_owned(), text: text.to_owned() };
        check(&file).iter().map(|finding| finding.line).collect()
    }

    /// A word counts wherever it stands, and in whatever case.
    #[test]
    fn forbidden_words_are_found() {
        let text = ["fine", "in /ho", "me/someone/x", "Copi", "lot"].concat();
        assert_eq!(found("docs/a.md", &text), [1, 1]);
        assert!(found("docs/a.md", "an agenda\nfine\n").is_empty());
    }

    /// What is unfinished is unfinished in Rust only.
    #[test]
    fn unfinished_code_is_found() {
        let text = format!("\n    {}!()", "todo");
        assert_eq!(found("a/src/lib.rs", &text), [2]);
        assert!(found("docs/a.md", &text).is_empty());
    }

    /// A long file is a finding; a long test beside the sources is none.
    #[test]
    fn long_files_are_found() {
        let text = "//\n".repeat(LONGEST_FILE + 1);
        assert_eq!(found("a/src/lib.rs", &text), [0]);
        assert!(found("a/tests/all.rs", &text).is_empty());
    }
}
