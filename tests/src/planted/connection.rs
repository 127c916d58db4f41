//! A connection with a fault.

use super::{Fault, early::Early};
use async_trait::async_trait;
use orm_api::{
    backend::{BoxSink, Connection, Done, Flow, RowSink, Statement, Stop},
    value::{Cell, Row, Value},
};
use segue::{Error, ErrorKind, Result};
use std::{any::Any, sync::Arc};

/// A connection that does what another does, but for its fault.
pub(super) struct Faulty {
    below: Early,
    fault: Fault,
}

impl Faulty {
    pub(super) async fn new(mut below: Box<dyn Connection>, fault: Fault) -> Result<Self> {
        if fault == Fault::LosesSessionState {
            below.batch("PRAGMA foreign_keys = OFF").await?;
        }
        Ok(Faulty { below: Early::new(below), fault })
    }

    fn changed(&self, mut statement: Statement) -> Statement {
        for value in &mut statement.params {
            if let Value::Text(text) = value {
                match self.fault {
                    Fault::CutsTexts => {
                        let mut shorter = text.to_string();
                        shorter.pop();
                        *text = shorter.into();
                    }
                    Fault::WritesAnotherForm if is_moment(text) => *text = text.replacen(' ', "T", 1).into(),
                    _ => {}
                }
            }
        }
        statement
    }

    fn mapped(&mut self, error: Error) -> Error {
        match self.fault {
            Fault::MapsAnErrorWrongly if error.is_unique_violation() => {
                Error::new(ErrorKind::CheckViolation, error.to_string()).with_details(error.details().clone())
            }
            Fault::RetriesTheUnknown if error.kind() == ErrorKind::ConnectionLost => {
                self.below.doom();
                Error::new(ErrorKind::Connect, error.to_string())
            }
            Fault::LosesDetails => {
                Error::new(error.kind(), error.to_string()).with_outcome(error.retry().outcome)
            }
            _ => error,
        }
    }
}

/// `YYYY-MM-DD HH:MM:SS`, and perhaps more.
fn is_moment(text: &str) -> bool {
    text.len() >= 19 && text.as_bytes()[10] == b' ' && text.as_bytes()[13] == b':'
}

#[async_trait]
impl Connection for Faulty {
    async fn fetch(&mut self, statement: Statement, sink: BoxSink) -> Result<BoxSink> {
        let between = Box::new(Between { sink, fault: self.fault, held: None });
        let fetched = self.below.fetch(self.changed(statement), between).await;
        let back: Box<dyn Any> = fetched.map_err(|error| self.mapped(error))?;
        let lost = |_| crate::setup::failed("another sink came back");
        back.downcast::<Between>().map(|between| between.sink).map_err(lost)
    }

    async fn execute(&mut self, statement: Statement) -> Result<Done> {
        if self.fault == Fault::ForgetsToCommit && &*statement.text == "COMMIT" {
            return self.below.execute(Statement::plain("ROLLBACK", statement.access)).await;
        }
        if self.fault == Fault::AcknowledgesEarly && &*statement.text == "COMMIT" {
            self.below.owe(statement);
            return Ok(Done::default());
        }
        let done = self.below.execute(self.changed(statement)).await;
        let done = done.map_err(|error| self.mapped(error))?;
        match self.fault {
            Fault::MiscountsChanges => Ok(Done { rows: done.rows * 2 }),
            _ => Ok(done),
        }
    }

    async fn batch(&mut self, sql: &str) -> Result<()> {
        self.below.batch(sql).await
    }

    fn stopper(&self) -> Option<Arc<dyn Stop>> {
        self.below.stopper()
    }

    fn doom(&mut self) {
        self.below.doom();
    }
}

/// Stands between the driver and the sink.
struct Between {
    sink: BoxSink,
    fault: Fault,
    /// A row that is handed on only when another comes.
    held: Option<Kept>,
}

impl RowSink for Between {
    fn row(&mut self, row: &dyn Row) -> Result<Flow> {
        match self.fault {
            // What has one column, such as a count, is left alone: without it, everything would fail.
            Fault::DropsARow if row.len() > 1 => match self.held.replace(Kept::of(row)?) {
                Some(before) => self.sink.row(&before),
                None => Ok(Flow::More),
            },
            fault => self.sink.row(&Changed { row, fault }),
        }
    }

    fn poll_room(&mut self, cx: &mut std::task::Context<'_>) -> std::task::Poll<()> {
        self.sink.poll_room(cx)
    }

    fn block_for_room(&mut self) {
        self.sink.block_for_room();
    }
}

/// A row, copied.
struct Kept(Vec<Value>);

impl Kept {
    fn of(row: &dyn Row) -> Result<Self> {
        let mut values = Vec::new();
        for index in 0..row.len() {
            row.cell(index, &mut |cell| values.push(owned(cell)))?;
        }
        Ok(Kept(values))
    }
}

fn owned(cell: Cell<'_>) -> Value {
    match cell {
        Cell::I64(number) => Value::I64(number),
        Cell::F64(number) => Value::F64(number),
        Cell::Text(text) => Value::Text(text.into()),
        Cell::Bytes(bytes) => Value::Bytes(bytes.into()),
        _ => Value::Null(orm_api::value::SqlType::I64),
    }
}

impl Row for Kept {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn cell(&self, index: usize, show: &mut dyn FnMut(Cell<'_>)) -> Result<()> {
        match self.0.get(index) {
            Some(Value::I64(number)) => show(Cell::I64(*number)),
            Some(Value::F64(number)) => show(Cell::F64(*number)),
            Some(Value::Text(text)) => show(Cell::Text(text)),
            Some(Value::Bytes(bytes)) => show(Cell::Bytes(bytes)),
            Some(_) => show(Cell::Null),
            None => return Err(orm_api::backend::no_column(index, self.0.len())),
        }
        Ok(())
    }
}

/// A row that shows something else.
struct Changed<'r> {
    row: &'r dyn Row,
    fault: Fault,
}

impl Row for Changed<'_> {
    fn len(&self) -> usize {
        self.row.len()
    }

    fn cell(&self, index: usize, show: &mut dyn FnMut(Cell<'_>)) -> Result<()> {
        let index = match (self.fault, index) {
            (Fault::SwapsColumns, 1) if self.len() > 2 => 2,
            (Fault::SwapsColumns, 2) => 1,
            (_, index) => index,
        };
        let fault = self.fault;
        self.row.cell(index, &mut |cell| match (fault, cell) {
            (Fault::ReadsNullAsEmpty, Cell::Null) => show(Cell::Text("")),
            (Fault::RepairsValues, Cell::I64(number)) => show(Cell::I64(i64::from(number as i32))),
            (_, cell) => show(cell),
        })
    }
}
