//! What MySQL and MariaDB refuse, one of each message that SQL of everyday use meets: diesel shows the message and not the number,
//! sqlx the number, and both lead to the same kind.

use crate::{Case, Fixture, Style, case};
use segue::{Engine, Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    let cases = [case!(values), case!(constraints), case!(statements), case!(definitions)];
    cases.into_iter().map(|case| case.on(&[Engine::MySql]).only(&Style::ONE)).collect()
}

/// A table with a column of each sort.
fn make(fix: &Fixture) -> Result<()> {
    fix.place().neutral()?.execute(
        "CREATE TABLE p (id INT PRIMARY KEY); INSERT INTO p VALUES (1), (2); \
         CREATE TABLE ch (p INT, CONSTRAINT fk FOREIGN KEY (p) REFERENCES p (id)); INSERT INTO ch VALUES (1); \
         CREATE TABLE t (k INT DEFAULT 1, i INT, s VARCHAR(5), d DATE, dt DATETIME, ti TIME, n DECIMAL(3,1), e ENUM('a'), \
         b BINARY(1), y YEAR, g POINT, bi BIT(8), maybe INT, must INT NOT NULL); \
         INSERT INTO t (s, must) VALUES ('abcde', 1), ('x', 1); CREATE VIEW v AS SELECT 1 AS a",
    )
}

/// Each fails with that kind.
async fn all_fail(fix: &Fixture, statements: &[&str], kind: ErrorKind) -> Result<()> {
    for sql in statements {
        let failed = fix.quiet(raw(*sql).execute(fix.db())).await;
        match &failed {
            Err(error) if error.kind() == kind => drop(fix.refused(failed, kind)),
            other => crate::runner::fail(format!("{sql}: expected {kind}: {other:?}")),
        }
    }
    Ok(())
}

/// What a column cannot keep, and what cannot be calculated.
async fn values(fix: Fixture) -> Result<()> {
    make(&fix)?;
    all_fail(&fix, VALUES, ErrorKind::InvalidValue).await
}

/// Of each sort.
async fn constraints(fix: Fixture) -> Result<()> {
    make(&fix)?;
    all_fail(&fix, NOT_NULL, ErrorKind::NotNullViolation).await?;
    all_fail(&fix, DUPLICATE, ErrorKind::UniqueViolation).await?;
    all_fail(&fix, REFERRING, ErrorKind::ForeignKeyViolation).await?;
    all_fail(&fix, &["ALTER TABLE t ADD CONSTRAINT c CHECK (k > 100)"], ErrorKind::CheckViolation).await
}

/// Whatever a number says beyond that is of no use to an application.
async fn statements(fix: Fixture) -> Result<()> {
    make(&fix)?;
    all_fail(&fix, STATEMENTS, ErrorKind::Statement).await?;
    all_fail(&fix, MISSING, ErrorKind::MissingTable).await
}

/// Tables that cannot be made or changed.
async fn definitions(fix: Fixture) -> Result<()> {
    make(&fix)?;
    all_fail(&fix, DEFINITIONS, ErrorKind::Statement).await
}

/// Values.
const VALUES: &[&str] = &[
    "UPDATE t SET i = 9223372036854775807 + i + 1 WHERE (SELECT 9223372036854775807 + k FROM p LIMIT 1) > 0",
    "UPDATE t SET i = 18446744073709551615 + k",
    "UPDATE t SET n = 1e308 * 1e308",
    "UPDATE t SET i = CAST(0 AS UNSIGNED) - k",
    "UPDATE t SET i = 1 / 0",
    "UPDATE t SET i = 1 % 0",
    "UPDATE t SET i = 'many'",
    "UPDATE t SET i = 3000000000",
    "UPDATE t SET i = '12abc'",
    "UPDATE t SET s = 'too long'",
    "UPDATE t SET d = '2020-13-45'",
    "UPDATE t SET d = '0000-00-00'",
    "UPDATE t SET dt = 'x'",
    "UPDATE t SET ti = '900:00:00'",
    "UPDATE t SET n = 12345",
    "UPDATE t SET n = 'x'",
    "UPDATE t SET e = 'nothing'",
    "UPDATE t SET b = x'ff00'",
    "UPDATE t SET s = x'ff'",
    "UPDATE t SET y = 3000",
    "UPDATE t SET g = 'x'",
    "UPDATE t SET bi = b'111111111'",
    "UPDATE t SET i = CAST('x' AS SIGNED)",
    "UPDATE t SET d = CAST('x' AS DATE)",
    "UPDATE t SET d = STR_TO_DATE('x', '%Y')",
    "UPDATE t SET i = 'x' + 1",
    "ALTER TABLE t MODIFY s VARCHAR(1)",
    "ALTER TABLE t MODIFY maybe INT NOT NULL",
    "CREATE TABLE more (a DECIMAL(100, 2))",
];

/// NULL, given or left out.
const NOT_NULL: &[&str] = &[
    "INSERT INTO t (must) VALUES (NULL)",
    "INSERT INTO t () VALUES ()",
    "INSERT INTO t (i) SELECT 1",
    "UPDATE t SET must = NULL",
];

/// A row that is there already, found by a statement or by a definition.
const DUPLICATE: &[&str] = &[
    "INSERT INTO p VALUES (1)",
    "INSERT INTO p VALUES (3), (2)",
    "CREATE UNIQUE INDEX u ON t (k)",
    "ALTER TABLE t ADD UNIQUE KEY (k)",
];

/// A reference that would break.
const REFERRING: &[&str] = &[
    "DELETE FROM p",
    "UPDATE p SET id = 9",
    "INSERT INTO ch VALUES (77)",
    "REPLACE INTO ch VALUES (88)",
    "DROP TABLE p",
];

/// Statements that are none, or make no sense.
const STATEMENTS: &[&str] = &[
    "SELEKT",
    "SELECT 'unclosed",
    "INSERT INTO t (i) VALUES (1, 2)",
    "INSERT INTO t (nothing) VALUES (1)",
    "UPDATE t SET i = no_such(1)",
    "UPDATE t SET i = no_db.f()",
    "UPDATE t SET i = nothing",
    "UPDATE t, t SET i = 1",
    "UPDATE t, t AS u SET i = 1",
    "DELETE FROM t WHERE COUNT(*) > 1",
    "UPDATE t SET i = (SELECT 1 UNION SELECT 2)",
    "UPDATE t SET i = (SELECT 1, 2)",
    "INSERT INTO t (i) SELECT 1 UNION SELECT 1, 2",
    "UPDATE t SET i = 1 LIMIT -1",
    "UPDATE t SET i = 1 WHERE s = _latin1'x' COLLATE latin1_swedish_ci",
    "UPDATE t SET s = 'a' COLLATE nonsense",
    "UPDATE t SET i = 'a' REGEXP '('",
    "UPDATE t SET s = CONVERT('x' USING nonsense)",
    "UPDATE t SET i = LOCATE()",
    "UPDATE t SET i = ABS(1, 2)",
    "UPDATE t SET i = @@nonsense",
    "UPDATE t SET i = ROW(1, 2) = 1",
    "UPDATE t SET i = 1 WHERE MATCH (s) AGAINST ('x')",
    "INSERT INTO v VALUES (1)",
    "TRUNCATE p",
    "DROP PROCEDURE nobody",
    "DROP FUNCTION nobody",
    "DROP TRIGGER nobody",
    "DROP DATABASE no_such_database",
    "CREATE DATABASE mysql",
    "CREATE TABLE no_such_database.t (a INT)",
    "KILL 999999999",
    "CREATE USER segue",
];

/// Tables, views and sequences that are not there.
const MISSING: &[&str] = &[
    "INSERT INTO nobody VALUES (1)",
    "UPDATE nobody SET a = 1",
    "DELETE FROM nobody",
    "DROP TABLE nobody",
    "DROP VIEW nobody",
    "DROP INDEX i ON nobody",
    "ALTER TABLE nobody ADD COLUMN a INT",
    "TRUNCATE nobody",
    "CREATE INDEX i ON nobody (a)",
    "CREATE VIEW w AS SELECT 1 FROM nobody",
    "DELETE FROM no_such_database.t",
    "UPDATE t SET i = (SELECT 1 FROM nobody)",
];

/// Definitions.
const DEFINITIONS: &[&str] = &[
    "CREATE TABLE t (a INT)",
    "CREATE TABLE more (a INT, a INT)",
    "CREATE TABLE more (a INT PRIMARY KEY, b INT PRIMARY KEY)",
    "CREATE TABLE more (a INT AUTO_INCREMENT)",
    "CREATE TABLE more (a NONSENSE)",
    "CREATE TABLE more (a VARCHAR(100000))",
    "CREATE TABLE more (a TEXT PRIMARY KEY)",
    "CREATE TABLE more (a INT) ENGINE = nonsense",
    "CREATE TABLE more (a INT DEFAULT 'x')",
    "CREATE TABLE more (a DECIMAL(2, 5))",
    "CREATE TABLE more (a INT, KEY (b))",
    "CREATE TABLE more (a INT, FOREIGN KEY (a) REFERENCES nobody (id))",
    "CREATE TABLE more (`` INT)",
    "CREATE TABLE `` (a INT)",
    "ALTER TABLE t DROP COLUMN nothing",
    "ALTER TABLE t ADD COLUMN i INT",
    "ALTER TABLE t DROP KEY nothing",
];
