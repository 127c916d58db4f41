//! Servers that cannot be reached, and users that are not let in.

use super::{
    SERVERS,
    user::{PASSWORD, User},
};
use crate::{Case, Fixture, Options, case, models::Tag, runner::fail, setup::failed};
use orm_api::backend::Location;
use segue::{Error, Password, Result, Server, prelude::*};
use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(nobody_listens).on(SERVERS),
        case!(nobody_answers).on(SERVERS),
        case!(a_wrong_password).on(SERVERS).in_english(),
        case!(an_unknown_user).on(SERVERS).in_english(),
        case!(a_user_who_is_locked_out).on(SERVERS).in_english(),
        case!(a_database_that_is_not_there).on(SERVERS).in_english(),
        case!(a_database_that_the_user_may_not_use).on(SERVERS).in_english(),
        case!(too_many_connections).on(SERVERS).holding(2).in_english(),
        case!(a_user_who_is_locked_out_later).on(SERVERS).in_english(),
    ]
}

/// Opens the database at another place, and gives back why that fails. No password is in it.
async fn not_opened(fix: &Fixture, mut options: Options, change: impl FnOnce(&mut Server)) -> Error {
    if let Location::Server(server) = &mut options.settings.location {
        change(server);
    }
    match fix.quiet(fix.setup().open(options)).await {
        Ok(_) => fail("it was opened".to_owned()),
        Err(error) => {
            let told = format!("{error} {error:?}");
            assert!(!told.contains(PASSWORD) && !told.contains(GUESS), "{told}");
            error
        }
    }
}

const GUESS: &str = "only a guess";

/// The message names the server and asks whether it runs; trying again may help.
async fn nobody_listens(fix: Fixture) -> Result<()> {
    let error = not_opened(&fix, fix.options(), |server| {
        // A port that only the system's own services may have.
        (server.host, server.port) = ("127.0.0.1".to_owned(), 1);
    });
    let error = fix.refused(Err::<(), _>(error.await), ErrorKind::Connect);
    assert!(error.to_string().contains("127.0.0.1:1") && error.to_string().contains("running"), "{error}");
    assert!(error.retry().advised());
    Ok(())
}

/// Somebody listens and says nothing: the settings say for how long that is waited for.
async fn nobody_answers(fix: Fixture) -> Result<()> {
    let silent = TcpListener::bind("127.0.0.1:0").map_err(failed)?;
    let port = silent.local_addr().map_err(failed)?.port();
    let mut options = fix.options();
    options.settings.server.connect_timeout = Duration::from_secs(2);
    let started = Instant::now();
    let error =
        not_opened(&fix, options, |server| (server.host, server.port) = ("127.0.0.1".into(), port)).await;
    assert_eq!(error.kind(), ErrorKind::ConnectTimeout, "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    assert!(error.retry().advised());
    fix.note(error.to_string().replace(&port.to_string(), "port"));
    Ok(())
}

/// The user is named, the password is not.
async fn a_wrong_password(fix: Fixture) -> Result<()> {
    let user = User::make(&fix)?;
    let wrong = not_opened(&fix, user.options(&fix), |server| {
        server.password = Password(Some(GUESS.to_owned()));
    });
    let error = fix.refused(Err::<(), _>(wrong.await), ErrorKind::Authentication);
    assert!(!error.retry().advised());
    let none = not_opened(&fix, user.options(&fix), |server| server.password = Password(None));
    fix.refused(Err::<(), _>(none.await), ErrorKind::Authentication);
    Ok(())
}

/// Told the same, so that nobody learns who is known.
async fn an_unknown_user(fix: Fixture) -> Result<()> {
    let error = not_opened(&fix, fix.options(), |server| server.user = "nobody_at_all".to_owned()).await;
    fix.refused(Err::<(), _>(error), ErrorKind::Authentication);
    Ok(())
}

/// With the right password.
async fn a_user_who_is_locked_out(fix: Fixture) -> Result<()> {
    let user = User::make(&fix)?;
    user.alter("NOLOGIN", "ACCOUNT LOCK")?;
    let error = not_opened(&fix, user.options(&fix), |_| {}).await;
    fix.refused(Err::<(), _>(error), ErrorKind::Authentication);
    Ok(())
}

/// Named, with what to do.
async fn a_database_that_is_not_there(fix: Fixture) -> Result<()> {
    let error =
        not_opened(&fix, fix.options(), |server| server.database = "no_such_database".to_owned()).await;
    let error = fix.refused(Err::<(), _>(error), ErrorKind::Connect);
    assert!(error.to_string().contains("`no_such_database` does not exist"), "{error}");
    Ok(())
}

/// It is there.
async fn a_database_that_the_user_may_not_use(fix: Fixture) -> Result<()> {
    let user = User::make(&fix)?;
    let database = fix.place().database().unwrap_or_default();
    let revoke = match fix.engine() {
        segue::Engine::Postgres => format!("REVOKE CONNECT ON DATABASE {database} FROM PUBLIC"),
        _ => format!("REVOKE SELECT ON {database}.tag FROM {}", user.named()),
    };
    fix.place().neutral()?.execute(&revoke)?;
    let error = not_opened(&fix, user.options(&fix), |_| {}).await;
    if fix.engine() == segue::Engine::Postgres {
        fix.place().neutral()?.execute(&format!("GRANT CONNECT ON DATABASE {database} TO PUBLIC"))?;
    }
    let error = fix.refused(Err::<(), _>(error), ErrorKind::PermissionDenied);
    assert!(!error.retry().advised());
    Ok(())
}

/// For the user, while the pool would open one more: the operation fails, and one that finds a connection works.
async fn too_many_connections(fix: Fixture) -> Result<()> {
    let user = User::make(&fix)?;
    user.alter("CONNECTION LIMIT 1", "WITH MAX_USER_CONNECTIONS 1")?;
    let db = fix.quiet(fix.setup().open(user.options(&fix))).await?;
    let tx = fix.quiet(db.begin()).await?;
    let error = fix.fails(Tag::objects().count(&db), ErrorKind::Connect).await;
    assert!(error.to_string().contains("no connection left"), "{error}");
    assert!(error.retry().advised());
    assert_eq!(fix.run(Tag::objects().count(&tx)).await?, 0);
    fix.run(tx.commit()).await?;
    assert_eq!(fix.run(Tag::objects().count(&db)).await?, 0);
    fix.quiet(db.close(Duration::from_secs(5))).await
}

/// What is open stays open; what would have to be opened fails.
async fn a_user_who_is_locked_out_later(fix: Fixture) -> Result<()> {
    let user = User::make(&fix)?;
    let db = fix.quiet(fix.setup().open(user.options(&fix))).await?;
    let tx = fix.quiet(db.begin()).await?;
    user.alter("NOLOGIN", "ACCOUNT LOCK")?;
    fix.fails(Tag::objects().count(&db), ErrorKind::Authentication).await;
    assert_eq!(fix.run(Tag::objects().count(&tx)).await?, 0);
    fix.run(tx.commit()).await?;
    assert_eq!(fix.run(Tag::objects().count(&db)).await?, 0);
    user.alter("LOGIN", "ACCOUNT UNLOCK")?;
    fix.quiet(db.close(Duration::from_secs(5))).await
}
