//! Columns of servers: the types that have lengths, and what is refused in them.

use super::{
    Compiler,
    literal::{MOST_DIGITS, too_many_digits, unsupported},
};
use crate::{
    error::{Error, Result},
    model::FieldDef,
    value::Digits,
};

/// Writes the type `name` of texts of at most `length` characters, of which the database takes `most`.
pub(super) fn text(
    compiler: &mut Compiler<'_>,
    field: &FieldDef,
    name: &str,
    length: u32,
    most: u32,
) -> Result<()> {
    if !(1..=most).contains(&length) {
        let database = compiler.dialect.name();
        let message = format!("a text of {length} characters; {database} limits a text to 1 to {most}");
        return Err(refused(field, message));
    }
    compiler.sql(name);
    compiler.sql("(");
    compiler.writer.number(length as usize);
    compiler.sql(")");
    Ok(())
}

/// Writes the type `name` of exact decimals.
pub(super) fn decimal(
    compiler: &mut Compiler<'_>,
    field: &FieldDef,
    name: &str,
    digits: Digits,
) -> Result<()> {
    if digits.max_digits > MOST_DIGITS {
        return Err(refused(field, too_many_digits(digits.max_digits).to_string()));
    }
    if digits.max_digits == 0 || digits.places > digits.max_digits {
        let (has, places) = (digits.max_digits, digits.places);
        let message = format!("a decimal of {has} digits, {places} of them after the point; give it enough");
        return Err(refused(field, message));
    }
    compiler.sql(name);
    compiler.sql("(");
    compiler.writer.number(usize::from(digits.max_digits));
    compiler.sql(",");
    compiler.writer.number(usize::from(digits.places));
    compiler.sql(")");
    Ok(())
}

/// Says that the database has no such column, naming it.
#[cold]
pub(super) fn refused(field: &FieldDef, message: impl std::fmt::Display) -> Error {
    let (table, column) = ((field.model)().table, field.column);
    unsupported(format!("{table}.{column}: {message}"))
}
