//! Columns. SQLite reads a declared type for five letters: `INT` makes integers, `CHAR` and `TEXT` texts. The
//! names are chosen so that nothing is converted, and so that the model's type can be read back from them.

use super::{Compiler, digits::most_digits, unsupported};
use crate::{
    error::{Result, sqlite::DIGITS_CHECK},
    model::FieldDef,
    value::{DecimalForm, Digits, SqlType},
};

/// Writes what follows the column's name.
pub(super) fn write(compiler: &mut Compiler<'_>, field: &FieldDef) -> Result<()> {
    // Only an `INTEGER PRIMARY KEY` is the row's own number, found without another index.
    if field.primary_key && matches!(field.ty, SqlType::I16 | SqlType::I32 | SqlType::I64) {
        compiler.sql("INTEGER NOT NULL PRIMARY KEY");
        compiler.sql(if field.auto { " AUTOINCREMENT" } else { "" });
        return Ok(());
    }
    declared(compiler, field)?;
    compiler.sql(if field.nullable { "" } else { " NOT NULL" });
    compiler.sql(if field.primary_key { " PRIMARY KEY" } else { "" });
    match field.ty {
        SqlType::Decimal(digits) if digits.form == DecimalForm::Scaled => {
            digits_check(compiler, field, digits);
        }
        _ => {}
    }
    Ok(())
}

fn declared(compiler: &mut Compiler<'_>, field: &FieldDef) -> Result<()> {
    compiler.sql(match field.ty {
        SqlType::Bool => "BOOLEAN",
        SqlType::I16 => "SMALLINT",
        SqlType::I32 => "INTEGER",
        SqlType::I64 => "BIGINT",
        SqlType::F32 => "FLOAT",
        SqlType::F64 => "REAL",
        SqlType::Text(None) => "TEXT",
        SqlType::Text(Some(length)) => return sized(compiler, "VARCHAR", &[length as usize]),
        SqlType::Bytes => "BLOB",
        SqlType::Decimal(digits) => return declared_decimal(compiler, field, digits),
        SqlType::Date => "DATE_TEXT",
        SqlType::Time => "TIME_TEXT",
        SqlType::DateTime => "DATETIME_TEXT",
        SqlType::Timestamp => "TIMESTAMP_TEXT",
        SqlType::Uuid => "UUID_TEXT",
        SqlType::Json => "JSON_TEXT",
    });
    Ok(())
}

fn declared_decimal(compiler: &mut Compiler<'_>, field: &FieldDef, digits: Digits) -> Result<()> {
    let most = most_digits(digits.form);
    if digits.max_digits > most || digits.places > digits.max_digits {
        let (table, column) = ((field.model)().table, field.column);
        let (has, places) = (digits.max_digits, digits.places);
        return Err(unsupported(format!(
            "{table}.{column} has {has} digits, {places} of them after the point; sqlite keeps at most {most} \
             exactly, the places among them"
        )));
    }
    let name = match digits.form {
        DecimalForm::Scaled => "DECIMAL_INT",
        DecimalForm::Number => "NUMERIC",
    };
    sized(compiler, name, &[usize::from(digits.max_digits), usize::from(digits.places)])
}

fn sized(compiler: &mut Compiler<'_>, name: &str, sizes: &[usize]) -> Result<()> {
    compiler.sql(name);
    for (index, size) in sizes.iter().enumerate() {
        compiler.sql(if index > 0 { "," } else { "(" });
        compiler.writer.number(*size);
    }
    compiler.sql(")");
    Ok(())
}

/// Keeps out what is no number of the column's units, from other programs and from arithmetic in an update.
fn digits_check(compiler: &mut Compiler<'_>, field: &FieldDef, digits: Digits) {
    let most = "9".repeat(usize::from(digits.max_digits));
    compiler.sql(" CONSTRAINT ");
    compiler.identifier(&format!("{DIGITS_CHECK}{}", field.column));
    compiler.sql(" CHECK (typeof(");
    compiler.identifier(field.column);
    compiler.sql(") IN ('integer', 'null') AND ");
    compiler.identifier(field.column);
    compiler.sql(" BETWEEN -");
    compiler.sql(&most);
    compiler.sql(" AND ");
    compiler.sql(&most);
    compiler.sql(")");
}
