//! What PostgreSQL refuses, one of each message that SQL of everyday use meets: diesel shows the message and not the code, sqlx
//! the code, and both lead to the same kind.

use crate::{Case, Fixture, Style, case};
use segue::{Engine, Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    let cases = [case!(values), case!(statements), case!(what_it_cannot_do), case!(files)];
    cases.into_iter().map(|case| case.on(&[Engine::Postgres]).only(&Style::ONE)).collect()
}

/// Each fails with that kind.
async fn all_fail(fix: &Fixture, statements: &[&str], kind: ErrorKind) -> Result<()> {
    for sql in statements {
        let failed = fix.quiet(raw(*sql).read_only().all::<Vec<u8>>(fix.db())).await;
        match &failed {
            Err(error) if error.kind() == kind => drop(fix.refused(failed, kind)),
            other => crate::runner::fail(format!("{sql}: expected {kind}: {other:?}")),
        }
    }
    Ok(())
}

/// Of the class 22.
async fn values(fix: Fixture) -> Result<()> {
    all_fail(&fix, VALUES, ErrorKind::InvalidValue).await
}

/// Whatever a code says beyond that is of no use to an application.
async fn statements(fix: Fixture) -> Result<()> {
    all_fail(&fix, STATEMENTS, ErrorKind::Statement).await?;
    all_fail(&fix, MISSING, ErrorKind::MissingTable).await
}

/// Whoever asks.
async fn what_it_cannot_do(fix: Fixture) -> Result<()> {
    all_fail(&fix, UNSUPPORTED, ErrorKind::Unsupported).await
}

/// Of the server's machine.
async fn files(fix: Fixture) -> Result<()> {
    all_fail(&fix, FILES, ErrorKind::Storage).await
}

/// Values.
const VALUES: &[&str] = &[
    "SELECT sqrt((-1)::float8)",
    "SELECT 0.0 ^ (-1)",
    "SELECT (-8)::float8 ^ 0.5",
    "SELECT ln(0::numeric)",
    "SELECT ln((-1)::numeric)",
    "SELECT '{1'::int[]",
    "SELECT '[1'::int4range",
    "SELECT generate_series(1,2,0)",
    "SELECT make_date(2020, 13, 1)",
    "SELECT make_time(25, 0, 0)",
    "SELECT '99999999999 years'::interval",
    r#"SELECT convert('\xe282ac'::bytea,'UTF8','LATIN1')"#,
    r#"SELECT '"\u0000"'::jsonb"#,
    "SELECT 'a' LIKE 'a' ESCAPE 'xx'",
    "SELECT substring('abc' from 1 for -1)",
    "SELECT 1 LIMIT -1",
    "SELECT 1 OFFSET -1",
    "SELECT int4range(2,1)",
    "SELECT now() AT TIME ZONE 'nowhere'",
    "SELECT '2020-01-01 10:00 nowhere'::timestamptz",
    "SELECT '2020-01-01 10:00:00+99'::timestamptz",
    "SELECT 32767::int2 + 32767::int2",
    "SELECT 2147483647 + 1",
    "SELECT 1e300::float8 * 1e300::float8",
    "SELECT 1e-300::float8 * 1e-300::float8",
    "SELECT 'NaN'::float8::int",
    "SELECT 1e40::float8::float4",
    "SELECT to_date('x','YYYY')",
    "SELECT to_timestamp('13','MM')",
    "SELECT date_trunc('nonsense', now())",
    "SELECT extract(nonsense from now())",
    "SELECT width_bucket(1,2,2,0)",
    "SELECT width_bucket(1,2,2,1)",
    "SELECT ntile(0) OVER ()",
    "SELECT nth_value(1,0) OVER ()",
    "SELECT encode('a'::bytea,'nonsense')",
    "SELECT decode('a','base64')",
    "SELECT decode('zz','hex')",
    "SELECT decode('abc','hex')",
    r#"SELECT '\xabc'::bytea"#,
    r#"SELECT '\x'::text::bytea, E'\\08'::bytea"#,
    "SELECT set_config('lock_timeout','x',true)",
    "SELECT set_config('statement_timeout','-5',true)",
    "SELECT array_fill(1, ARRAY[NULL::int])",
    "SELECT jsonb_set('1'::jsonb,'{a}','1')",
    "SELECT jsonb_object_keys('1'::jsonb)",
    "SELECT '1'::jsonb - 'a'",
    "SELECT jsonb_array_elements('{}'::jsonb)",
    "SELECT jsonb_array_length('{}'::jsonb)",
    "SELECT jsonb_each('[]'::jsonb)",
    r#"SELECT ('"x"'::jsonb)::int"#,
    "SELECT jsonb_object('{a}')",
    "SELECT json_object_agg(NULL::text, 1)",
    "SELECT format('%z')",
    "SELECT format('%s')",
    "SELECT format('%I', NULL)",
    "SELECT split_part('a','b',0)",
    "SELECT regexp_replace('a','(','b')",
    "SELECT regexp_matches('a','a','nonsense')",
    "SELECT 'a'::bit(1)",
    "SELECT B'101' & B'1'",
    "SELECT factorial(-1)",
    "SELECT log(-1::float8)",
    "SELECT acos(2)",
    "SELECT to_number('x','9')",
    "SELECT '99999999999'::oid",
    "SELECT '99999999999999999999'::bigint",
    r#"SELECT '{"a"'::json"#,
    "SELECT 'x'::inet",
    "SELECT 'x'::macaddr",
    "SELECT 'x'::money",
    "SELECT 'x'::point",
    "SELECT 'x'::interval",
    "SELECT 'x'::timestamp",
    "SELECT '24:00:01'::time",
    "SELECT 'BC'::date",
    "SELECT '294277-01-01'::timestamp",
    "SELECT '5874898-01-01'::date",
    "SELECT date '2020-01-01' + 2147483647",
    "SELECT timestamp '2020-01-01' + interval '300000 years'",
    "SELECT 'infinity'::timestamp - 'infinity'::timestamp",
    "SELECT extract(epoch from 'infinity'::interval)",
    "SELECT chr(-1)",
    "SELECT ascii('a') / 0",
    "SELECT 1.0 / 0",
    "SELECT 1 % 0",
    "SELECT 1::float8 / 0",
    "SELECT mod(1.5, 0)",
    "SELECT div(1.5, 0)",
    "SELECT interval '1 day' / 0",
    "SELECT 10::numeric ^ 200000",
    "SELECT 1::numeric(1000,0) * 1e1001::numeric(1000)",
    "SELECT 12345::numeric(3,0)",
    "SELECT 'NaN'::numeric(3,0), 'infinity'::numeric(3,0)",
    "SELECT ARRAY[[1],[2,3]]",
    "SELECT '{{1},{2,3}}'::int[]",
    "SELECT unnest(ARRAY[1,2]) / 0",
    "SELECT array_agg(a) FROM (VALUES (ARRAY[1]), (ARRAY[1,2])) v(a)",
    "SELECT ARRAY[1] || ARRAY[[1,2],[3,4]]",
    "SELECT trim_array(ARRAY[1],5)",
    r#"SELECT convert_from('\xff'::bytea,'UTF8')"#,
    "SELECT convert_from('a'::bytea,'nonsense')",
    "SELECT percentile_cont(2) WITHIN GROUP (ORDER BY 1::float8)",
    "SELECT '2020-01-01'::date - '1 day x'::interval",
    "SELECT pg_sleep('x')",
    "SELECT substring('a' from 'b' for 'cc')",
    "SELECT overlay('abc' placing 'x' from 0)",
    "SELECT set_byte('a'::bytea, 5, 1)",
    "SELECT get_bit('a'::bytea, 50)",
    "SELECT pg_size_bytes('x')",
    "SELECT generate_series(1::numeric,2,'NaN')",
    "SELECT 'a'::uuid",
    "SELECT 'maybe'::bool",
    "SELECT xmlparse(document 'x')",
    "SELECT COALESCE(1, 'x')",
    "SELECT 1 = 'x'",
    "SELECT lo_open(5, 1)",
    "SELECT pg_notify('', 'x')",
];

/// Statements.
const STATEMENTS: &[&str] = &[
    "SELECT array_fill(1, ARRAY[-1])",
    "SELECT chr(0)",
    "SELECT chr(2000000000)",
    "SELECT repeat('x', 2000000000)",
    "SELECT to_tsquery('a &')",
    "SELECT 'a &'::tsquery",
    "SELECT 'nobody'::regrole",
    "SELECT lastval()",
    "SELECT 1 WHERE (SELECT 1 UNION SELECT 2) = 1",
    "SELECT row(1,2) = row(1)",
    "SELECT 1 = true",
    "SELECT 1 + 'a'::text",
    "SELECT '1' LIKE 1",
    "SELECT name FROM pg_class GROUP BY relname",
    "SELECT relname, count(*) FROM pg_class",
    "SELECT a.oid FROM pg_class a, pg_class a",
    "SELECT oid FROM pg_class, pg_namespace",
    "SELECT no_schema.f()",
    "SELECT no_such()",
    "SELECT 1 FROM pg_class WHERE count(*) > 1",
    "SELECT lower(1)",
    "SELECT 1::nonsense",
];

/// Relations that are not there.
const MISSING: &[&str] = &[
    "SELECT 'a'::regclass",
    "SELECT nextval('no_such_seq')",
    "SELECT * FROM no_schema.x",
    "SELECT * FROM nobody",
];

/// What is not implemented.
const UNSUPPORTED: &[&str] = &[
    "SELECT 'NaN'::numeric::int",
    "SELECT 'infinity'::float8::numeric::int",
    "SELECT DISTINCT 1 FOR UPDATE",
    "SELECT count(*) FROM pg_class FOR UPDATE",
    "SELECT other.public.artist.id FROM other.public.artist",
];

/// Files that are not there.
const FILES: &[&str] = &["SELECT pg_read_file('/nonexistent')"];
