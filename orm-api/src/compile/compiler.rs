//! The state of a compilation, and what expressions, statements and dialects write with.

use super::{
    Dialect,
    scope::{Scope, nearest},
    writer::Writer,
};
use crate::{
    backend::{Access, Statement},
    error::{Error, ErrorKind, Result},
    model::{FieldDef, RelationDef},
    tree::{ColumnRef, Expr},
    value::{SqlType, Value},
};

/// Writes one statement. Dialects get it in their override points, to write SQL around operands.
pub struct Compiler<'a> {
    pub(super) dialect: &'a dyn Dialect,
    pub(super) writer: Writer,
    /// What the expressions that are written now can see; `None` outside of any query.
    pub(super) scope: Option<Scope>,
    /// Whether `IN` lists are filled up.
    pub(super) pads: bool,
    /// How long names may be, in bytes.
    max_identifier: usize,
    /// The first name that is longer.
    too_long: Option<String>,
}

/// Compiles one statement of about `capacity` bytes. Lists are filled up so that few texts serve all lengths;
/// where that is what exceeds the database's limit, they are left as long as they are.
pub(super) fn statement(
    dialect: &dyn Dialect,
    access: Access,
    capacity: usize,
    write: impl Fn(&mut Compiler<'_>) -> Result<()>,
) -> Result<Statement> {
    let limit = dialect.max_params();
    let mut compiler = Compiler::new(dialect, capacity, true);
    write(&mut compiler)?;
    if compiler.writer.params() > limit {
        compiler = Compiler::new(dialect, capacity, false);
        write(&mut compiler)?;
    }
    if let Some(name) = &compiler.too_long {
        return Err(too_long(name, dialect));
    }
    match compiler.writer.params() {
        bound if bound > limit => Err(too_many(bound, limit, dialect)),
        _ => Ok(compiler.writer.finish(access)),
    }
}

impl<'a> Compiler<'a> {
    pub(super) fn new(dialect: &'a dyn Dialect, capacity: usize, pads: bool) -> Self {
        let max_identifier = dialect.max_identifier();
        Compiler { dialect, writer: Writer::new(capacity), scope: None, pads, max_identifier, too_long: None }
    }

    /// Writes SQL as it is.
    pub fn sql(&mut self, sql: &str) {
        self.writer.sql(sql);
    }

    /// Writes a quoted name. One that is too long fails the compilation at its end.
    pub fn identifier(&mut self, name: &str) {
        if name.len() > self.max_identifier && self.too_long.is_none() {
            self.too_long = Some(name.to_owned());
        }
        self.writer.identifier(name, self.dialect.quote());
    }

    /// Writes the quoted name with that number.
    pub(super) fn numbered_name(&mut self, number: usize) {
        self.writer.alias(number, self.dialect.quote());
    }

    /// Writes a placeholder for a value that is in the stored form already.
    pub fn bind(&mut self, value: Value) {
        self.writer.bind(value, self.dialect);
    }

    /// Writes a placeholder for a literal that meets an expression of type `ty`.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] where the database cannot take it.
    pub fn literal(&mut self, value: &Value, ty: SqlType) -> Result<()> {
        let stored = self.dialect.compared(value, ty)?;
        self.annotated(stored, ty);
        Ok(())
    }

    /// Writes a placeholder inside an expression, for a value that is in the stored form of `ty` already.
    pub fn annotated(&mut self, value: Value, ty: SqlType) {
        let [before, after] = self.dialect.annotation(&value, ty);
        self.sql(before);
        self.bind(value);
        self.sql(after);
    }

    /// Writes an operand: a literal by the type `ty` of what it meets, anything else by its own.
    ///
    /// # Errors
    /// Those of the compilation.
    pub fn typed(&mut self, expr: &Expr, ty: SqlType) -> Result<()> {
        match expr {
            Expr::Value(value) => self.literal(value, ty),
            other => self.operand(other),
        }
    }

    /// Writes a column of the table at the end of a path.
    pub(super) fn column(&mut self, column: &ColumnRef) -> Result<()> {
        let (path, field) = nearest(column);
        let table = self.table(path)?;
        self.column_of(table, field);
        Ok(())
    }

    /// The table at the end of `path`.
    pub(super) fn table(&self, path: &[&'static RelationDef]) -> Result<usize> {
        match &self.scope {
            Some(scope) if scope.derived => Err(over_derived()),
            Some(scope) => scope.table(path).ok_or_else(|| unreached(path)),
            None => Err(unreached(path)),
        }
    }

    /// Writes `field` of the table with that number.
    pub(super) fn column_of(&mut self, table: usize, field: &FieldDef) {
        self.alias(table);
        self.sql(".");
        self.identifier(field.column);
    }

    /// Writes the name by which a table of the scope is called: the query's own by its own name, the others by
    /// number, since one table may be joined twice.
    pub(super) fn alias(&mut self, table: usize) {
        match &self.scope {
            Some(scope) if table == 0 && !scope.renames_root() => self.identifier(scope.root.table),
            _ => self.writer.alias(table, self.dialect.quote()),
        }
    }
}

#[cold]
fn unreached(path: &[&'static RelationDef]) -> Error {
    Error::new(ErrorKind::Internal, format!("the query does not reach the column's table over {path:?}"))
}

#[cold]
fn over_derived() -> Error {
    let message = "a column of a query inside a query was asked for; only the rows can be counted";
    Error::new(ErrorKind::Unsupported, message)
}

#[cold]
fn too_long(name: &str, dialect: &dyn Dialect) -> Error {
    let (length, most) = (name.len(), dialect.max_identifier());
    let message = format!(
        "the name \"{name}\" has {length} bytes, and {} keeps {most} of a name; give the table or column a shorter one",
        dialect.name()
    );
    Error::new(ErrorKind::Unsupported, message)
}

#[cold]
fn too_many(bound: usize, limit: usize, dialect: &dyn Dialect) -> Error {
    let name = dialect.name();
    let message = format!(
        "the statement has {bound} parameters, and {name} takes at most {limit}; split the list of values, or \
         the rows, over several statements"
    );
    Error::new(ErrorKind::InvalidValue, message)
}
