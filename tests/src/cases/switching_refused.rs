//! Switches that are not carried out: everything stays as it is.

use super::{data::artist, failures::User, switching::others};
use crate::{Case, Fixture, case, models::Artist};
use segue::{Engine, Result, prelude::*};
use std::time::Duration;

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(inside_a_transaction),
        case!(a_file_that_cannot_be_opened_again).on(&[Engine::Sqlite]).concurrent(),
        case!(a_server_that_lets_nobody_in_again)
            .in_english()
            .on(&[Engine::Postgres, Engine::MySql])
            .concurrent(),
        case!(a_closed_database),
    ]
}

/// It would wait for itself.
async fn inside_a_transaction(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |_| {
        for mode in others(&ops) {
            let refused = ops.quiet(ops.db().switch(mode)).await;
            assert_eq!(refused.map(|_| ()).map_err(|error| error.kind()), Err(ErrorKind::Usage));
        }
        Ok(())
    })
    .await?;
    assert_eq!(fix.db().mode(), fix.setup().mode());
    Ok(())
}

/// The old backend goes on as if nothing had happened.
async fn a_file_that_cannot_be_opened_again(fix: Fixture) -> Result<()> {
    let path = fix.place().directory().join("test.db");
    let hidden = fix.place().directory().join("hidden.db");
    let mut options = fix.options();
    if let orm_api::backend::Location::Sqlite { create, .. } = &mut options.settings.location {
        *create = false;
    }
    let db = fix.quiet(fix.setup().open(options)).await?;
    let tx = fix.quiet(db.begin()).await?;
    std::fs::rename(&path, &hidden).map_err(crate::setup::failed)?;
    for mode in others(&fix) {
        let refused = fix.quiet(db.switch(mode)).await;
        assert_eq!(refused.map(|_| ()).map_err(|error| error.kind()), Err(ErrorKind::Connect));
        assert_eq!(db.mode(), fix.setup().mode());
    }
    std::fs::rename(&hidden, &path).map_err(crate::setup::failed)?;
    fix.quiet(Artist::objects().create(&tx, artist("a", None))).await?;
    fix.quiet(tx.commit()).await?;
    assert_eq!(fix.quiet(Artist::objects().count(&db)).await?, 1);
    fix.quiet(db.close(Duration::from_secs(10))).await
}

/// Nor does it come back to life.
async fn a_closed_database(fix: Fixture) -> Result<()> {
    let others = others(&fix);
    fix.quiet(fix.db().close(Duration::from_secs(10))).await?;
    for mode in others {
        let refused = fix.quiet(fix.db().switch(mode)).await;
        assert_eq!(refused.map(|_| ()).map_err(|error| error.kind()), Err(ErrorKind::Closed));
    }
    fix.fails(Artist::objects().count(fix.db()), ErrorKind::Closed).await;
    Ok(())
}

/// The transaction that is open goes on, and so does the next one on its connection.
async fn a_server_that_lets_nobody_in_again(fix: Fixture) -> Result<()> {
    let user = User::make(&fix)?;
    user.allow("SELECT, INSERT ON artist")?;
    let db = fix.quiet(fix.setup().open(user.options(&fix))).await?;
    let tx = fix.quiet(db.begin()).await?;
    user.alter("NOLOGIN", "ACCOUNT LOCK")?;
    for mode in others(&fix) {
        let refused = fix.quiet(db.switch(mode)).await;
        assert_eq!(refused.map(|_| ()).map_err(|error| error.kind()), Err(ErrorKind::Authentication));
        assert_eq!(db.mode(), fix.setup().mode());
    }
    fix.quiet(Artist::objects().create(&tx, artist("a", None))).await?;
    fix.quiet(tx.commit()).await?;
    assert_eq!(fix.quiet(Artist::objects().count(&db)).await?, 1);
    fix.quiet(db.close(Duration::from_secs(10))).await
}
