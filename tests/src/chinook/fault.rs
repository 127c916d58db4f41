//! What was changed behind Segue's back must be found: a comparison that has never failed proves nothing.

use super::{
    compare,
    copy::copy,
    outside,
    site::{Site, quoted},
};
use crate::Style;
use libtest_mimic::Failed;
use segue::{Engine, Mode};
use std::{path::Path, sync::Arc};

/// A change of the copy, and what the comparison must name.
struct Fault {
    sql: &'static str,
    named: &'static [&'static str],
}

/// Each in an earlier table than the one before, so that it is the first to be found. Key 1 is in every table.
const FAULTS: [Fault; 8] = [
    Fault {
        sql: r#"DELETE FROM "PlaylistTrack" WHERE "PlaylistId" = 1 AND "TrackId" = 1"#,
        named: &["`PlaylistTrack` 1, 1:", "`TrackId`"],
    },
    Fault {
        sql: r#"DELETE FROM "InvoiceLine" WHERE "InvoiceLineId" = 1"#,
        named: &["`InvoiceLine` 1:", "`InvoiceLineId`"],
    },
    Fault {
        sql: r#"UPDATE "Invoice" SET "Total" = "Total" + 0.01 WHERE "InvoiceId" = 1"#,
        named: &["`Invoice` 1:", "`Total`"],
    },
    Fault {
        sql: r#"UPDATE "Track" SET "Name" = UPPER("Name") WHERE "TrackId" = 1"#,
        named: &["`Track` 1:", "`Name`"],
    },
    Fault {
        sql: r#"UPDATE "Album" SET "ArtistId" = "ArtistId" + 1 WHERE "AlbumId" = 1"#,
        named: &["`Album` 1:", "`ArtistId`"],
    },
    Fault {
        sql: r#"UPDATE "Customer" SET "Company" = NULL WHERE "CustomerId" = 1"#,
        named: &["`Customer` 1:", "`Company`"],
    },
    Fault {
        sql: r#"UPDATE "Employee" SET "BirthDate" = '1962-02-18 00:00:01' WHERE "EmployeeId" = 1"#,
        named: &["`Employee` 1:", "`BirthDate`"],
    },
    Fault {
        sql: r#"INSERT INTO "Genre" ("GenreId", "Name") VALUES (1000, 'Silence')"#,
        named: &["`Genre` 1000: only in"],
    },
];

/// Plants each fault in a copy on `engine`, and sees both comparisons find it.
///
/// # Errors
/// A fault that is not found, or not named; a copy that is said to differ before there is one.
pub(super) fn changes_are_found(engine: Engine, file: &Path) -> Result<(), Failed> {
    let (source, target) = (Arc::new(Site::source(file)?), Arc::new(Site::bare("the target", engine)?));
    Style::Wait.drive(copy(source.clone(), target.clone(), Mode::Sync, Style::Wait))??;
    both(&source, &target).into_iter().try_for_each(|(_, verdict)| verdict)?;
    let neutral = target.neutral()?;
    for fault in &FAULTS {
        neutral.execute(&quoted(engine, fault.sql))?;
        for (comparison, verdict) in both(&source, &target) {
            is_named(fault, verdict).map_err(|why| format!("{comparison}, after `{}`: {why}", fault.sql))?;
        }
    }
    Ok(())
}

/// What each comparison says.
fn both(source: &Arc<Site>, target: &Arc<Site>) -> [(&'static str, Result<(), Failed>); 2] {
    let segue = compare::through_segue(source.clone(), vec![target.clone()], Mode::Native, Style::Wait);
    let segue = Style::Wait.drive(segue).map_err(Failed::from).and_then(|verdict| verdict);
    [("through Segue", segue), ("the neutral client", outside::compare(source, [&**target]))]
}

fn is_named(fault: &Fault, verdict: Result<(), Failed>) -> Result<(), String> {
    let Err(difference) = verdict else { return Err("nothing is found".to_owned()) };
    let said = difference.message().unwrap_or_default();
    match fault.named.iter().find(|word| !said.contains(**word)) {
        Some(word) => Err(format!("{word} is not named in: {said}")),
        None => Ok(()),
    }
}
