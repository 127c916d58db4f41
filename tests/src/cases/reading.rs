//! One value of an expression, read as a field of a type, or refused.

use crate::Fixture;
use segue::{Op, Result, model::FromRow, prelude::*};
use std::fmt::Debug;

fn value<T: FromRow>(fix: &Fixture, select: &str) -> Op<T> {
    raw(format!("SELECT {select}")).read_only().get(fix.db())
}

/// Reads the one value that `select` gives as a `T`, which must be `expected`.
pub(super) async fn reads<T>(fix: &Fixture, select: &str, expected: T) -> Result<()>
where
    T: FromRow + Debug + PartialEq + Send + 'static,
{
    assert_eq!(fix.run(value::<T>(fix, select)).await?, expected, "{select}");
    Ok(())
}

/// Reads the one value that `select` gives as a `T`, which must fail with a message that holds `why`.
pub(super) async fn refuses<T>(fix: &Fixture, select: &str, why: &str)
where
    T: FromRow + Debug + Send + 'static,
{
    let error = fix.fails(value::<T>(fix, select), ErrorKind::Decode).await;
    assert!(error.to_string().contains(why), "{select}: {error}");
}
