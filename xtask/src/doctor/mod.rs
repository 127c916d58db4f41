//! `cargo xtask doctor`: what each phase's session has on a database, where two differ, and what is known to be bad.

mod advice;
mod asked;
mod versions;

use crate::Outcome;
use asked::Asked;
use clap::Parser;
use comfy_table::{Table, presets};
use segue::{Mode, prelude::*};
use std::time::Duration;

/// Options of `doctor`.
#[derive(Parser)]
#[command(
    about = "Compares what each phase's session has on a database, and looks for what is known to be bad"
)]
pub(crate) struct Options {
    /// The database: `sqlite:FILE`, `postgres://..` or `mysql://..`. No row is written; a SQLite file gets a WAL, as from any
    /// session of Segue's
    #[arg(long, value_name = "URL")]
    url: String,
}

/// What one phase's session has, in the order in which it was asked.
struct Session {
    mode: Mode,
    values: Vec<String>,
}

/// Asks every phase.
///
/// # Errors
/// Where the database cannot be opened, or the phases' sessions differ.
pub(crate) fn run(options: &Options) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(examine(&options.url))
}

async fn examine(url: &str) -> Outcome {
    let asked = asked::of(url)?;
    let mut sessions = Vec::new();
    for mode in Mode::ALL {
        sessions.push(session(url, mode, asked).await?);
    }
    println!("{}", table(asked, &sessions));
    for line in versions::of_clients() {
        println!("{line}");
    }
    let advice = advice::on(asked, &sessions);
    for line in &advice {
        println!("advice: {line}");
    }
    if advice.is_empty() {
        println!("nothing is known to be bad here");
    }
    match asked.iter().zip(0..).filter(|(asked, row)| asked.is_alike && differs(&sessions, *row)).count() {
        0 => Ok(()),
        differing => Err(format!("the phases differ in {differing} settings, marked above").into()),
    }
}

async fn session(url: &str, mode: Mode, asked: &[Asked]) -> segue::Result<Session> {
    let db = Database::builder(url).unconfigured().phase(mode).max_connections(1).connect().await?;
    let mut values = Vec::with_capacity(asked.len());
    for asked in asked {
        let value = raw(asked.sql).read_only().get::<Option<String>>(&db).await;
        values.push(match value {
            Ok(value) => value.unwrap_or_else(|| "NULL".to_owned()),
            Err(error) => format!("? ({:?})", error.kind()),
        });
    }
    db.close(Duration::from_secs(10)).await?;
    Ok(Session { mode, values })
}

fn differs(sessions: &[Session], row: usize) -> bool {
    sessions.windows(2).any(|pair| pair[0].values[row] != pair[1].values[row])
}

/// One row for each setting; where all phases have the same, it stands once.
fn table(asked: &[Asked], sessions: &[Session]) -> Table {
    let mut table = Table::new();
    let modes = sessions.iter().map(|session| session.mode.to_string());
    table
        .load_preset(presets::UTF8_FULL_CONDENSED)
        .set_header(["setting".to_owned()].into_iter().chain(modes).chain([String::new()]));
    for (row, asked) in asked.iter().enumerate() {
        let differs = differs(sessions, row);
        let cell = |(index, session): (usize, &Session)| match (differs, index) {
            (false, 1..) => "\"".to_owned(),
            _ => shortened(&session.values[row]),
        };
        let mark = if differs && asked.is_alike { "DIFFERS" } else { "" };
        let cells = sessions.iter().enumerate().map(cell);
        table.add_row([asked.name.to_owned()].into_iter().chain(cells).chain([mark.to_owned()]));
    }
    table
}

/// Lists of modes are long: they are broken at their commas.
fn shortened(value: &str) -> String {
    if value.len() > 40 { value.replace(',', ",\n") } else { value.to_owned() }
}
