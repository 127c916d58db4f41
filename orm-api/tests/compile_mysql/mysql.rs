//! Statements as snapshots show them.

use crate::queries::{Labelled, compiled};
use segue_orm_api::{
    ErrorKind,
    backend::Statement,
    compile::{MariaDb, MySql},
    error::Result,
};

/// MariaDB's statements.
pub(crate) fn shown(queries: &Labelled) -> String {
    compiled(queries, &MariaDb).iter().map(|(label, statement)| entry(label, statement)).collect()
}

/// MySQL's statements, as far as they are not MariaDB's.
pub(crate) fn apart(queries: &Labelled) -> String {
    let mariadb = compiled(queries, &MariaDb);
    let entries = compiled(queries, &MySql).into_iter().zip(mariadb);
    entries
        .map(|((label, mysql), (_, mariadb))| (entry(label, &mysql), entry(label, &mariadb)))
        .filter_map(|(mysql, mariadb)| (mysql != mariadb).then_some(mysql))
        .collect()
}

fn entry(label: &str, statement: &Result<Statement>) -> String {
    match statement {
        Ok(statement) => {
            check_placeholders(statement);
            let Statement { text, params, .. } = statement;
            format!("-- {label}\n{text}\n{params:?}\n\n")
        }
        Err(error) => format!("-- {label}\n{:?}: {error}\n\n", error.kind()),
    }
}

/// Placeholders are where they are said to be, one for each value.
pub(crate) fn check_placeholders(statement: &Statement) {
    let Statement { text, placeholders, params, .. } = statement;
    assert_eq!(placeholders.len(), params.len(), "{text}");
    for (start, end) in placeholders.iter() {
        assert_eq!(&text[*start as usize..*end as usize], "?", "{text}");
    }
}

/// The kind of a statement's failure.
pub(crate) fn failure<T: std::fmt::Debug>(result: Result<T>) -> ErrorKind {
    result.unwrap_err().kind()
}
