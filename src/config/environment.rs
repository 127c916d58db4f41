//! `SEGUE_...` variables as a layer over the file.

use super::variables;
use figment::{
    Figment, Metadata, Profile, Provider,
    value::{Dict, Map, Value},
};
use orm_api::{Error, ErrorKind, Result};

/// The keys of `default` that have a short variable, with where they stand in the file.
const SHORT: &[(&str, &str)] = &[
    ("SEGUE_URL", "databases.default.url"),
    ("SEGUE_PHASE", "databases.default.phase"),
    ("SEGUE_BOUNDARY", "databases.default.boundary"),
    ("SEGUE_BLOCKING_IN_ASYNC", "databases.default.blocking_in_async"),
    ("SEGUE_OUTSIDE_TRANSACTION", "databases.default.outside_transaction"),
    ("SEGUE_SWITCH_DEADLINE", "databases.default.switch_deadline"),
    ("SEGUE_MIN_CONNECTIONS", "databases.default.pool.min_connections"),
    ("SEGUE_MAX_CONNECTIONS", "databases.default.pool.max_connections"),
    ("SEGUE_ACQUIRE_TIMEOUT", "databases.default.pool.acquire_timeout"),
    ("SEGUE_BUSY_TIMEOUT", "databases.default.sqlite.busy_timeout"),
    ("SEGUE_LOCK_TIMEOUT", "databases.default.server.lock_timeout"),
    ("SEGUE_STATEMENT_TIMEOUT", "databases.default.server.statement_timeout"),
];

/// Puts the variables over what `figment` has.
pub(super) fn merge(
    mut figment: Figment,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Figment> {
    for (name, value) in environment {
        if !variables::is_setting(&name) {
            continue;
        }
        let key = key_of(&name).ok_or_else(|| unknown(&name))?;
        figment = figment.merge(Variable { name, key, value });
    }
    Ok(figment)
}

fn key_of(name: &str) -> Option<String> {
    if let Some((_, key)) = SHORT.iter().find(|(short, _)| *short == name) {
        return Some((*key).to_owned());
    }
    let long = name.strip_prefix("SEGUE_DATABASES__")?;
    Some(format!("databases.{}", long.to_ascii_lowercase().replace("__", ".")))
}

fn unknown(name: &str) -> Error {
    let known = SHORT.iter().map(|(short, _)| *short).collect::<Vec<_>>().join(", ");
    let message = format!(
        "the environment variable `{name}` is unknown; known are {known}, and `SEGUE_DATABASES__NAME__KEY` for others"
    );
    Error::new(ErrorKind::Configuration, message)
}

/// One variable; messages name it.
struct Variable {
    name: String,
    key: String,
    value: String,
}

impl Provider for Variable {
    fn metadata(&self) -> Metadata {
        Metadata::named(format!("the environment variable `{}`", self.name))
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        // A number where it looks like one, as in the file.
        let value = match self.value.parse::<u64>() {
            Ok(number) => Value::from(number),
            Err(_) => Value::from(self.value.clone()),
        };
        let dict = figment::util::nest(&self.key, value).into_dict().unwrap_or_default();
        Ok(Profile::Default.collect(dict))
    }
}
