//! Tables that Segue makes and drops: the same in every mode, all or none where the database can do that.

use crate::{Case, Fixture, case, models};
use segue::{Result, drop_tables, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(are_made_alike),
        case!(are_made_all_or_none).needing(|can| can.definitions_in_transactions),
        case!(those_before_one_that_cannot_be_made_stay).needing(|can| !can.definitions_in_transactions),
        case!(are_not_made_in_a_transaction_that_they_would_commit)
            .needing(|can| !can.definitions_in_transactions),
        case!(are_made_in_a_transaction).needing(|can| can.definitions_in_transactions),
    ]
}

/// Columns, indexes and constraints, as the database tells them.
fn definitions(fix: &Fixture) -> Result<Vec<Vec<String>>> {
    fix.place().neutral()?.rows(fix.sql(
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name",
        "SELECT table_name, column_name, concat_ws(' ', ordinal_position, data_type, character_maximum_length, \
         numeric_precision, numeric_scale, collation_name, is_nullable, column_default, is_identity) \
         FROM information_schema.columns WHERE table_schema = 'public' UNION ALL \
         SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint \
         WHERE connamespace = 'public'::regnamespace UNION ALL \
         SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2, 3",
        "SELECT table_name, column_name, CONCAT_WS(' ', ordinal_position, column_type, collation_name, is_nullable, \
         column_default, extra) FROM information_schema.columns WHERE table_schema = DATABASE() UNION ALL \
         SELECT table_name, index_name, CONCAT_WS(' ', column_name, non_unique, seq_in_index) \
         FROM information_schema.statistics WHERE table_schema = DATABASE() UNION ALL \
         SELECT table_name, constraint_name, CONCAT_WS(' ', referenced_table_name, update_rule, delete_rule) \
         FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE() UNION ALL \
         SELECT table_name, engine, table_collation FROM information_schema.tables WHERE table_schema = DATABASE() \
         ORDER BY 1, 2, 3",
    ))
}

/// The same definitions, whoever makes the tables; dropping leaves none.
async fn are_made_alike(fix: Fixture) -> Result<()> {
    let before = definitions(&fix)?;
    assert!(before.len() >= models::all().len());
    fix.run(drop_tables(fix.db(), &models::all())).await?;
    assert_eq!(definitions(&fix)?, [[""; 0]; 0]);
    fix.run(drop_tables(fix.db(), &models::all())).await?;
    fix.run(create_tables(fix.db(), &models::all())).await?;
    assert_eq!(definitions(&fix)?, before);
    Ok(())
}

/// How many tables of employees there are.
async fn employees(fix: &Fixture) -> Result<String> {
    fix.place().neutral()?.value(fix.sql(
        "SELECT count(*) FROM sqlite_schema WHERE name = 'employee'",
        "SELECT count(*) FROM information_schema.tables WHERE table_name = 'employee'",
        "SELECT count(*) FROM information_schema.tables WHERE table_name = 'employee' AND table_schema = DATABASE()",
    ))
}

/// Makes two tables, the second of which exists.
async fn make_one_and_fail(fix: &Fixture) -> Result<()> {
    fix.place().neutral()?.execute("DROP TABLE employee")?;
    let both = [models::Employee::def(), models::Tag::def()];
    fix.fails(create_tables(fix.db(), &both), ErrorKind::Statement).await;
    Ok(())
}

/// The second table exists: the first is not made either.
async fn are_made_all_or_none(fix: Fixture) -> Result<()> {
    make_one_and_fail(&fix).await?;
    assert_eq!(employees(&fix).await?, "0");
    Ok(())
}

/// The database commits each definition by itself.
async fn those_before_one_that_cannot_be_made_stay(fix: Fixture) -> Result<()> {
    make_one_and_fail(&fix).await?;
    assert_eq!(employees(&fix).await?, "1");
    Ok(())
}

/// Refused before anything is sent, with the capability named; what the transaction did is committed by nothing.
async fn are_not_made_in_a_transaction_that_they_would_commit(fix: Fixture) -> Result<()> {
    let tx = fix.quiet(fix.db().begin()).await?;
    fix.run(raw("INSERT INTO tag VALUES ('a', 'x')").execute(&tx)).await?;
    for error in [
        fix.fails(create_tables(&tx, &models::all()), ErrorKind::Usage).await,
        fix.fails(drop_tables(&tx, &models::all()), ErrorKind::Usage).await,
        fix.fails(raw("CREATE TABLE more (a INTEGER)").execute(&tx), ErrorKind::Usage).await,
    ] {
        assert!(error.to_string().contains("definitions_in_transactions"), "{error}");
    }
    fix.run(tx.rollback()).await?;
    assert_eq!(fix.run(models::Tag::objects().count(fix.db())).await?, 0);
    Ok(())
}

/// And are gone if it is rolled back.
async fn are_made_in_a_transaction(fix: Fixture) -> Result<()> {
    fix.place().neutral()?.execute("DROP TABLE employee")?;
    let tx = fix.quiet(fix.db().begin()).await?;
    fix.run(create_tables(&tx, &[models::Employee::def()])).await?;
    assert_eq!(fix.run(models::Employee::objects().count(&tx)).await?, 0);
    fix.run(tx.rollback()).await?;
    assert_eq!(employees(&fix).await?, "0");
    Ok(())
}
