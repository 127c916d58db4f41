//! What each database must hold for a value, as a reader sees it that knows nothing of Segue.

mod mysql;
mod postgres;
mod sqlite;
mod texts;

use crate::setup::Neutral;
use orm_api::{
    model::{FieldDef, ModelDef},
    value::Value,
};
use segue::Engine;
use serde_json::Value as Document;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is stored.
#[derive(Debug, PartialEq)]
pub(super) struct Stored {
    /// The type, or class, as the database calls it.
    class: &'static str,
    form: Form,
}

/// The form that is shown of what is stored.
#[derive(Debug, PartialEq)]
enum Form {
    /// This text.
    Text(String),
    /// Any text of this number: each database has its own shortest form. To the last bit.
    Float(f64),
    /// Any text of this document, which the database writes anew.
    Document(Document),
}

impl Form {
    fn is(&self, shown: &str) -> bool {
        match self {
            Form::Text(text) => text == shown,
            Form::Float(number) => shown.parse().is_ok_and(|shown: f64| {
                shown.to_bits() == number.to_bits() || (shown.is_nan() && number.is_nan())
            }),
            Form::Document(document) => {
                serde_json::from_str(shown).is_ok_and(|shown: Document| shown == *document)
            }
        }
    }
}

/// What must be stored for `value` in `field`.
pub(super) fn expected(engine: Engine, field: &FieldDef, value: &Value) -> Stored {
    match engine {
        Engine::Sqlite => sqlite::expected(field.ty, value),
        Engine::Postgres => postgres::expected(field.ty, value),
        Engine::MySql => mysql::expected(field.ty, value),
    }
}

/// A reader of what is stored.
pub(super) struct Reader {
    engine: Engine,
    /// Used by all trials of a database.
    neutral: Mutex<Neutral>,
}

impl Reader {
    /// Reads by `neutral`, whose session is set so that all of a value is shown.
    pub(super) fn new(engine: Engine, neutral: Neutral) -> Result<Self, String> {
        if engine == Engine::Postgres {
            neutral.execute(postgres::SESSION).map_err(super::words)?;
        }
        Ok(Reader { engine, neutral: Mutex::new(neutral) })
    }

    /// Whether `value` is what is stored in the row with that key.
    pub(super) fn holds(
        &self,
        model: &ModelDef,
        field: &FieldDef,
        id: i64,
        value: &Value,
    ) -> Result<(), String> {
        let (class, form) = match self.engine {
            Engine::Sqlite => sqlite::shown(field),
            Engine::Postgres => postgres::shown(field),
            Engine::MySql => mysql::shown(model, field),
        };
        let sql = format!("SELECT {class}, {form} FROM {} WHERE id = {id}", model.table);
        let rows = self.neutral().rows(&sql).map_err(super::words)?;
        let [row] = rows.as_slice() else { return Err(format!("{} rows are stored", rows.len())) };
        let [class, form] = row.as_slice() else { return Err(format!("{} cells", row.len())) };
        let expected = expected(self.engine, field, value);
        match class == expected.class && expected.form.is(form) {
            true => Ok(()),
            false => Err(format!(
                "stored is {class} {}, expected {}",
                short(form),
                short(&format!("{expected:?}"))
            )),
        }
    }

    /// Whether the column is NULL in the row with that key.
    pub(super) fn is_null(&self, model: &ModelDef, field: &FieldDef, id: i64) -> Result<bool, String> {
        let sql = format!(
            "SELECT count(*) FROM {} WHERE id = {id} AND {} IS NULL",
            model.table,
            name(self.engine, field)
        );
        self.neutral().value(&sql).map(|count| count == "1").map_err(super::words)
    }

    fn neutral(&self) -> MutexGuard<'_, Neutral> {
        self.neutral.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many rows the table has.
    pub(super) fn rows(&self, model: &ModelDef) -> Result<String, String> {
        self.neutral().value(&format!("SELECT count(*) FROM {}", model.table)).map_err(super::words)
    }
}

/// Some columns are called as a word of SQL is.
fn name(engine: Engine, field: &FieldDef) -> String {
    match engine {
        Engine::MySql => format!("`{}`", field.column),
        _ => format!("\"{}\"", field.column),
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{}... ({} bytes)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}
