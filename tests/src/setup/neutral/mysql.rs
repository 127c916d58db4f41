//! The `mysql` crate, by the text protocol: everything comes as the server writes it.

use super::{Client, failed};
use mysql::{Conn, Opts, Row, Value, prelude::Queryable};
use segue::Result;

pub(super) fn connect(url: &str) -> Result<Conn> {
    let opts = Opts::from_url(url).map_err(failed)?;
    let mut connection = Conn::new(opts).map_err(failed)?;
    // Whatever the server defaults to, times mean the same in what a test writes and reads by it.
    connection.query_drop("SET time_zone = '+00:00'").map_err(failed)?;
    Ok(connection)
}

impl Client for Conn {
    fn rows(&mut self, sql: &str) -> Result<Vec<Vec<String>>> {
        let mut answers = self.query_iter(sql).map_err(failed)?;
        let mut found = Vec::new();
        while let Some(answer) = answers.iter() {
            for row in answer {
                let row: Row = row.map_err(failed)?;
                found.push(row.unwrap().into_iter().map(shown).collect());
            }
        }
        Ok(found)
    }
}

fn shown(value: Value) -> String {
    match value {
        Value::NULL => "NULL".to_owned(),
        Value::Bytes(bytes) => match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => error.as_bytes().iter().map(|byte| format!("{byte:02X}")).collect(),
        },
        other => other.as_sql(true),
    }
}
