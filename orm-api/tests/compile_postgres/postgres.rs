//! Statements as snapshots show them.

use segue_orm_api::{ErrorKind, backend::Statement, error::Result};

/// Statements, each after its placeholders have been found where they are said to be.
pub(crate) fn shown(statements: &[(&str, Result<Statement>)]) -> String {
    let mut shown = String::new();
    for (label, statement) in statements {
        match statement {
            Ok(statement) => {
                check_placeholders(statement);
                let Statement { text, params, .. } = statement;
                shown += &format!("-- {label}\n{text}\n{params:?}\n\n");
            }
            Err(error) => shown += &format!("-- {label}\n{:?}: {error}\n\n", error.kind()),
        }
    }
    shown
}

/// Placeholders are numbered from 1, one for each value, and nothing else begins with a dollar.
pub(crate) fn check_placeholders(statement: &Statement) {
    let Statement { text, placeholders, params, .. } = statement;
    assert_eq!(placeholders.len(), params.len(), "{text}");
    for (index, (start, end)) in placeholders.iter().enumerate() {
        assert_eq!(text[*start as usize..*end as usize], format!("${}", index + 1), "{text}");
    }
    assert!(statement.pieces().all(|piece| !piece.contains('$')), "{text}");
}

/// The kind of a statement's failure.
pub(crate) fn failure<T: std::fmt::Debug>(result: Result<T>) -> ErrorKind {
    result.unwrap_err().kind()
}
