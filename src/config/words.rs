//! Values of `segue.toml` that can be said in more than one way.

use orm_api::backend::HealthCheck;
use serde::{Deserialize, Deserializer, de::Error};
use std::time::Duration;

/// `"30s"` of idleness, `"always"` or `"never"`.
#[derive(Clone, Copy, Debug)]
pub(super) struct HealthWord(pub(super) HealthCheck);

impl<'de> Deserialize<'de> for HealthWord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(HealthWord(match &*text {
            "always" => HealthCheck::Always,
            "never" => HealthCheck::Never,
            idle => HealthCheck::IdleFor(
                time(idle, "write `30s`, `always` or `never`").map_err(D::Error::custom)?,
            ),
        }))
    }
}

/// `"60s"`, or `"never"`.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeOrNever(pub(super) Option<Duration>);

impl<'de> Deserialize<'de> for TimeOrNever {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(TimeOrNever(match &*text {
            "never" => None,
            text => Some(time(text, "write `60s` or `never`").map_err(D::Error::custom)?),
        }))
    }
}

/// A list of statements; one by itself in a variable of the environment.
#[derive(Clone, Debug)]
pub(super) struct Statements(pub(super) Vec<String>);

impl<'de> Deserialize<'de> for Statements {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "statements are a list of texts, such as [\"SET ROLE shop\"]")]
        enum Either {
            One(String),
            All(Vec<String>),
        }
        Ok(Statements(match Either::deserialize(deserializer)? {
            Either::One(statement) => vec![statement],
            Either::All(statements) => statements,
        }))
    }
}

/// A time with its unit.
///
/// # Errors
/// Where it is none; says what to `write`.
pub(super) fn time(text: &str, write: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|error| format!("`{text}` is no time ({error}); {write}"))
}
