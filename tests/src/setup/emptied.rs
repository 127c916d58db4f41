//! A database that is used again: making one takes a server ten times as long as emptying it.

use super::Neutral;
use crate::models;
use segue::{Engine, Result};
use std::sync::{Mutex, PoisonError};

/// A database on a server, and a connection that looks after it.
pub(crate) struct Kept {
    pub(super) name: String,
    engine: Engine,
    /// Behind a lock, since what a case works with is shared between threads.
    neutral: Mutex<Neutral>,
    /// What there was when it was made; nothing of one that is used once.
    whole: Option<Vec<Vec<String>>>,
}

impl Kept {
    /// The database with that name, which `neutral` is connected to and which is as it should be.
    pub(super) fn new(name: String, engine: Engine, neutral: Neutral) -> Result<Self> {
        let whole = neutral.rows(definitions(engine))?;
        Ok(Kept { name, engine, neutral: Mutex::new(neutral), whole: Some(whole) })
    }

    /// The same for a database that is never used again.
    pub(super) fn once(name: String, engine: Engine, neutral: Neutral) -> Self {
        Kept { name, engine, neutral: Mutex::new(neutral), whole: None }
    }

    /// Ends whoever is still connected, and removes every row. Says whether it is as it was: a case that changed a definition
    /// has spoilt it.
    pub(super) fn empty(&self) -> Result<bool> {
        let neutral = self.neutral.lock().unwrap_or_else(PoisonError::into_inner);
        for session in neutral.rows(others(self.engine))?.concat() {
            let end = match self.engine {
                Engine::Postgres => format!("SELECT pg_terminate_backend({session})"),
                _ => format!("KILL {session}"),
            };
            // It may have ended by itself meanwhile.
            drop(neutral.execute(&end));
        }
        match &self.whole {
            Some(whole) if neutral.rows(definitions(self.engine))? == *whole => {}
            _ => return Ok(false),
        }
        neutral.execute(&emptying(self.engine))?;
        Ok(true)
    }
}

/// Other sessions on the same database.
fn others(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres => {
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        }
        _ => "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()",
    }
}

/// What tells one state of the definitions from another.
fn definitions(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres => {
            "SELECT c.relname, a.attname, a.atttypid, a.attnotnull FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
             WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 UNION ALL \
             SELECT 'function', proname, 0, true FROM pg_proc WHERE pronamespace = 'public'::regnamespace UNION ALL \
             SELECT 'type', typname, 0, true FROM pg_type WHERE typnamespace = 'public'::regnamespace UNION ALL \
             SELECT 'trigger', tgname, 0, true FROM pg_trigger WHERE NOT tgisinternal UNION ALL \
             SELECT 'constraint', conname, 0, true FROM pg_constraint WHERE connamespace = 'public'::regnamespace \
             ORDER BY 1, 2"
        }
        _ => {
            "SELECT table_name, column_name, column_type FROM information_schema.columns WHERE table_schema = DATABASE() \
             UNION ALL SELECT 'trigger', trigger_name, '' FROM information_schema.triggers \
             WHERE trigger_schema = DATABASE() UNION ALL SELECT 'constraint', constraint_name, table_name \
             FROM information_schema.table_constraints WHERE table_schema = DATABASE() ORDER BY 1, 2, 3"
        }
    }
}

/// Removes all rows, referring ones first, and numbers keys from 1 again.
fn emptying(engine: Engine) -> String {
    let mut sql = match engine {
        Engine::Postgres => "SET lock_timeout = '5s'; SET session_replication_role = replica;".to_owned(),
        _ => "SET foreign_key_checks = 0; SET lock_wait_timeout = 5;".to_owned(),
    };
    for model in models::all() {
        let table = model.table;
        sql.push_str(&format!("DELETE FROM {table};"));
        let key = model.primary_key();
        if key.auto {
            sql.push_str(&match engine {
                Engine::Postgres => format!("ALTER TABLE {table} ALTER COLUMN {} RESTART;", key.column),
                _ => format!("ALTER TABLE {table} AUTO_INCREMENT = 1;"),
            });
        }
    }
    sql
}
