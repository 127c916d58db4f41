//! How long a function may be.

use super::{finding::Finding, source::File};

/// The most lines of a function, from its head to its closing brace.
const LONGEST_FUNCTION: usize = 70;

/// Checks one file. Relies on rustfmt: a function's closing brace stands alone, as far to the right as its head.
pub(super) fn check(file: &File) -> Vec<Finding> {
    if !file.is_rust() {
        return Vec::new();
    }
    let lines: Vec<&str> = file.text.lines().collect();
    let heads = lines.iter().enumerate().filter(|(_, line)| is_head(line));
    let long = heads.filter_map(|(start, head)| {
        let length = length(&lines[start..], indent(head))?;
        let message = || format!("a function of {length} lines, more than {LONGEST_FUNCTION}; split it");
        (length > LONGEST_FUNCTION).then(|| Finding::new(&file.path, start + 1, message()))
    });
    long.collect()
}

fn is_head(line: &str) -> bool {
    let mut words = line.split_whitespace().skip_while(|word| {
        word.starts_with("pub") || matches!(*word, "in" | "const" | "async" | "unsafe" | "extern" | "\"C\"")
    });
    words.next() == Some("fn")
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// `None` for a function without a body, or with one on the same line.
fn length(lines: &[&str], indent: usize) -> Option<usize> {
    for (index, line) in lines.iter().enumerate() {
        let (left, code) = (self::indent(line), line.trim());
        if left == indent && code == "}" {
            return Some(index + 1);
        }
        if left == indent && (code.ends_with(';') || (index == 0 && code.ends_with('}'))) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: String) -> Vec<usize> {
        let file = File { path: "a/src/lib.rs".to_owned(), text };
        check(&file).iter().map(|finding| finding.line).collect()
    }

    /// The limit itself is allowed, one line more is not, methods included.
    #[test]
    fn long_functions_are_found() {
        let body = |lines: usize| "        a;\n".repeat(lines);
        let method =
            |lines| format!("impl A {{\n    pub(crate) async fn b() {{\n{}    }}\n}}\n", body(lines));
        assert!(found(method(LONGEST_FUNCTION - 2)).is_empty());
        assert_eq!(found(method(LONGEST_FUNCTION - 1)), [2]);
    }

    /// A function without a body does not swallow the one after it.
    #[test]
    fn declarations_have_no_length() {
        let trait_with =
            format!("trait A {{\n    fn a();\n{}    fn b() {{\n    }}\n}}\n", "    //\n".repeat(100));
        assert!(found(trait_with).is_empty());
    }
}
