//! Two transcripts.

/// The first place where two transcripts differ, in words; `None` where they are equal.
pub fn difference(expected: &[String], found: &[String]) -> Option<String> {
    let lines = expected.len().max(found.len());
    let at = (0..lines).find(|line| expected.get(*line) != found.get(*line))?;
    let side =
        |lines: &[String]| lines.get(at).map_or_else(|| "(nothing)".to_owned(), |line| shortened(line));
    Some(format!(
        "line {} of {} and {}:\n  the reference: {}\n  here:          {}",
        at + 1,
        expected.len(),
        found.len(),
        side(expected),
        side(found)
    ))
}

/// A line that is too long for a message, without its middle.
fn shortened(line: &str) -> String {
    const SHOWN: usize = 1500;
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} ... ({} bytes)", &line[..end], line.len()),
        None => line.to_owned(),
    }
}
