//! What is bound and what is read.

use super::*;
use orm_api::{ErrorKind, value::SqlType};

/// Each storage class comes back as it was bound, empty and extreme values included.
#[test]
fn storage_classes_round_trip() {
    let bench = bench();
    bench.script(&["CREATE TABLE t (v)"]);
    let values = [
        Value::Null(SqlType::I64),
        Value::I64(i64::MIN),
        Value::I64(i64::MAX),
        Value::F64(-1.5e300),
        Value::F64(f64::INFINITY),
        text(""),
        text("a\0b \u{fffd} €"),
        Value::Bytes([].into()),
        Value::Bytes([0, 255, b'a'].into()),
    ];
    for value in &values {
        assert_eq!(bench.execute("INSERT INTO t VALUES (?)", vec![value.clone()]).unwrap().rows, 1);
    }
    let read = bench.rows("SELECT v FROM t ORDER BY rowid", Vec::new()).unwrap();
    assert_eq!(read.into_iter().flatten().collect::<Vec<_>>(), values);
}

/// Narrow numbers, booleans and JSON are stored as SQLite's integer, float and text.
#[test]
fn narrow_values_are_stored_widely() {
    let bound =
        vec![Value::Bool(true), Value::I16(-2), Value::I32(3), Value::F32(0.5), Value::Json("[1]".into())];
    let sql = "SELECT ?, ?, ?, ?, ?, typeof(?), typeof(?)";
    let classes = [Value::Bool(false), Value::Null(SqlType::Text(None))];
    let read = bench().rows(sql, bound.into_iter().chain(classes).collect()).unwrap();
    let expected = [
        Value::I64(1),
        Value::I64(-2),
        Value::I64(3),
        Value::F64(0.5),
        text("[1]"),
        text("integer"),
        text("null"),
    ];
    assert_eq!(read, [expected]);
}

/// The storage class of the value counts, not the type that the column was declared with.
#[test]
fn the_stored_class_counts_not_the_declared_type() {
    let bench = bench();
    bench
        .script(&["CREATE TABLE t (d datetime, b boolean)", "INSERT INTO t VALUES ('x', 'true'), (NULL, 2)"]);
    let read = bench.rows("SELECT d, b FROM t ORDER BY rowid", Vec::new()).unwrap();
    assert_eq!(read, [[text("x"), text("true")], [Value::Null(SqlType::I64), Value::I64(2)]]);
}

/// Text that is not UTF-8 is refused, not repaired (D-13); as bytes it can be read.
#[test]
fn text_that_is_not_utf8_is_refused() {
    let bench = bench();
    let error = bench.rows("SELECT 1, CAST(x'61ff' AS TEXT)", Vec::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().starts_with("result column 1: text that is not UTF-8"), "{error}");
    assert_eq!(bench.value("SELECT x'61ff'"), Value::Bytes([0x61, 0xff].into()));
}

/// A value that no dialect has brought into its stored form, and a placeholder without a value, are refused
/// before anything is sent.
#[test]
fn what_cannot_be_bound_is_refused() {
    let bench = bench();
    let missing = bench.rows("SELECT ?, ?", vec![Value::I64(1)]).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::Internal);
    assert!(missing.to_string().contains("placeholder 2 has no value"), "{missing}");
    let date = orm_api::value::parse_date("2026-11-22").unwrap();
    let unstored = bench.rows("SELECT ?", vec![Value::Date(date)]).unwrap_err();
    assert_eq!(unstored.kind(), ErrorKind::Internal);
    assert!(unstored.to_string().contains("let the dialect bind it"), "{unstored}");
}

/// `execute` says how many rows changed.
#[test]
fn changed_rows_are_counted() {
    let bench = bench();
    bench.script(&["CREATE TABLE t (v)", "INSERT INTO t VALUES (1), (2), (3)"]);
    assert_eq!(bench.execute("UPDATE t SET v = v + 1 WHERE v > ?", vec![Value::I64(1)]).unwrap().rows, 2);
    assert_eq!(bench.execute("DELETE FROM t WHERE v = 99", Vec::new()).unwrap().rows, 0);
    assert_eq!(bench.execute("DELETE FROM t RETURNING v", Vec::new()).unwrap().rows, 3);
}

/// A sink that wants no further row ends a reading; the connection is of use at once.
#[test]
fn a_sink_can_stop() {
    let bench = bench();
    let endless = "WITH RECURSIVE n(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n) SELECT v FROM n";
    let statement = statement(endless, Vec::new(), Access::Read);
    let sink = Rows { stop: true, ..Rows::default() };
    let sink = bench.run(Access::Read, |session| Box::pin(fetch(session, statement, sink))).unwrap();
    assert_eq!(sink.rows, [[Value::I64(1)]]);
    assert_eq!(bench.value("SELECT 7"), Value::I64(7));
}

/// A writing statement is carried out as a whole, and its commit is seen to fail, also if the sink stops.
#[test]
fn a_write_ends_before_it_is_reported() {
    let bench = bench();
    bench.script(&[
        "CREATE TABLE p (id INTEGER PRIMARY KEY)",
        "CREATE TABLE c (p REFERENCES p DEFERRABLE INITIALLY DEFERRED)",
    ]);
    let insert = |sql: &str| {
        let statement = statement(sql, Vec::new(), Access::Write);
        let sink = Rows { stop: true, ..Rows::default() };
        bench.run(Access::Write, |session| Box::pin(fetch(session, statement, sink)))
    };
    assert_eq!(insert("INSERT INTO p VALUES (1), (2) RETURNING id").unwrap().rows, [[Value::I64(1)]]);
    assert_eq!(bench.value("SELECT count(*) FROM p"), Value::I64(2));
    let error = insert("INSERT INTO c VALUES (9), (9) RETURNING p").err().unwrap();
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
    assert_eq!(bench.value("SELECT count(*) FROM c"), Value::I64(0));
}

/// A sink that is full after each row gets room before the next, and all rows in order.
#[test]
fn a_full_sink_gets_room() {
    struct Narrow {
        rows: i64,
        room: bool,
    }
    impl RowSink for Narrow {
        fn row(&mut self, _: &dyn Row) -> Result<Flow> {
            assert!(std::mem::replace(&mut self.room, false), "a row came without room");
            self.rows += 1;
            Ok(Flow::Full)
        }

        fn poll_room(&mut self, cx: &mut std::task::Context<'_>) -> std::task::Poll<()> {
            if std::mem::replace(&mut self.room, true) {
                return std::task::Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            std::task::Poll::Pending
        }

        fn block_for_room(&mut self) {
            self.room = true;
        }
    }
    let many =
        "WITH RECURSIVE n(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n WHERE v < 1000) SELECT v FROM n";
    let statement = statement(many, Vec::new(), Access::Read);
    let sink = Narrow { rows: 0, room: true };
    let sink = bench().run(Access::Read, |session| Box::pin(fetch(session, statement, sink))).unwrap();
    assert_eq!(sink.rows, 1000);
}
