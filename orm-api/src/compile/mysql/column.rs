//! Columns.

use super::{
    super::{
        Compiler,
        column::{self, refused},
    },
    flavor::Flavor,
    types,
};
use crate::{error::Result, model::FieldDef, value::SqlType};

/// The longest `VARCHAR`: a row has 65,535 bytes, and a character up to four.
const MOST_CHARACTERS: u32 = 16_383;

/// The longest text that a key can have: 3,072 bytes.
const MOST_IN_KEY: u32 = 768;

/// What an index has of texts and bytes of any length.
const PREFIX: &str = "(191)";

/// Writes what follows the column's name.
pub(super) fn write(compiler: &mut Compiler<'_>, field: &FieldDef, flavor: &Flavor) -> Result<()> {
    refuse_key(field, flavor)?;
    declared(compiler, field, flavor)?;
    let numbered = field.auto && field.ty.is_integer();
    compiler.sql(if field.nullable { "" } else { " NOT NULL" });
    compiler.sql(if numbered { " AUTO_INCREMENT" } else { "" });
    compiler.sql(if field.primary_key { " PRIMARY KEY" } else { "" });
    Ok(())
}

/// Writes the column, or of a long one its beginning.
pub(super) fn index_key(compiler: &mut Compiler<'_>, field: &FieldDef) {
    compiler.identifier(field.column);
    compiler.sql(if is_long(field.ty) { PREFIX } else { "" });
}

/// Writes how texts are kept.
pub(super) fn character_set(compiler: &mut Compiler<'_>, flavor: &Flavor) {
    compiler.sql(" CHARACTER SET utf8mb4");
    compiler.sql(flavor.collate);
}

fn declared(compiler: &mut Compiler<'_>, field: &FieldDef, flavor: &Flavor) -> Result<()> {
    let name = types::name(field.ty);
    match field.ty {
        SqlType::Text(Some(length)) => column::text(compiler, field, name, length, MOST_CHARACTERS)?,
        SqlType::Decimal(digits) => column::decimal(compiler, field, name, digits)?,
        _ => compiler.sql(name),
    }
    if field.ty.is_text() {
        character_set(compiler, flavor);
    }
    Ok(())
}

/// Whether a key cannot have the whole of such a value.
const fn is_long(ty: SqlType) -> bool {
    match ty {
        SqlType::Text(Some(length)) => length > MOST_IN_KEY,
        SqlType::Text(None) | SqlType::Bytes | SqlType::Json => true,
        _ => false,
    }
}

/// Refuses a key that would not hold the whole value, and so take two for one, or none of it.
fn refuse_key(field: &FieldDef, flavor: &Flavor) -> Result<()> {
    let (name, ty) = (flavor.name, field.ty);
    if (field.unique || field.primary_key) && is_long(ty) {
        let remedy = if ty.is_text() { "give it" } else { "keep it as a text with" };
        return Err(refused(
            field,
            format!(
                "a unique column of {ty} longer than a key of {name}; {remedy} a `max_length` of at most {MOST_IN_KEY}"
            ),
        ));
    }
    match field.index && ty == SqlType::Json && flavor.has_json {
        true => Err(refused(field, format!("an index on json, which {name} does not have; leave it out"))),
        false => Ok(()),
    }
}
