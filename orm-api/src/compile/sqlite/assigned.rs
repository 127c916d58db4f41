//! The new values of an update: SQLite would store whatever arithmetic makes, in a column of any type.

use super::{
    Compiler,
    decimal::{Scale, is_scaled, places},
    digits::power_of_ten,
};
use crate::{
    error::Result,
    model::FieldDef,
    tree::Expr,
    value::{DecimalForm, SqlType, Value},
};

/// Raises SQLite's error "integer overflow".
const OVERFLOW: &str = "abs(-9223372036854775807 - 1)";

/// Writes an expression as the new value of `field`, rounded half away from zero to its places. What has
/// overflowed, or would in the column, is an error of the database's.
pub(super) fn write(compiler: &mut Compiler<'_>, field: &FieldDef, expr: &Expr) -> Result<()> {
    match (field.ty, expr.sql_type()) {
        (SqlType::Decimal(digits), from) if digits.form == DecimalForm::Number && !is_scaled(from) => {
            compiler.sql("ROUND(");
            compiler.expr(expr)?;
            compiler.sql(", ");
            compiler.bind(Value::I64(i64::from(digits.places)));
            compiler.sql(")");
            Ok(())
        }
        (to, from) if is_scaled(to) || is_scaled(from) => assigned_units(compiler, to, expr),
        (SqlType::I16, _) => in_range(compiler, expr, Some(["-32768", "32767"])),
        (SqlType::I32, _) => in_range(compiler, expr, Some(["-2147483648", "2147483647"])),
        (SqlType::I64, _) => in_range(compiler, expr, None),
        _ => compiler.operand(expr),
    }
}

/// Writes `n / p + n % p * 2 / p`, which is `n / p` rounded half away from zero.
fn assigned_units(compiler: &mut Compiler<'_>, to: SqlType, expr: &Expr) -> Result<()> {
    let (own, target) = (Scale::of(expr)?, places(to)?);
    if matches!(expr, Expr::Column(_)) && own.places == target {
        return compiler.expr(expr);
    }
    let finer = own.at_least(target);
    let power = Value::I64(power_of_ten(finer.places - target)?);
    compiler.sql("CASE typeof(");
    finer.write(compiler, expr)?;
    compiler.sql(") WHEN 'real' THEN ");
    compiler.sql(OVERFLOW);
    compiler.sql(" ELSE ");
    finer.write(compiler, expr)?;
    compiler.sql(" / ");
    compiler.bind(power.clone());
    compiler.sql(" + ");
    finer.write(compiler, expr)?;
    compiler.sql(" % ");
    compiler.bind(power.clone());
    compiler.sql(" * 2 / ");
    compiler.bind(power);
    compiler.sql(" END");
    Ok(())
}

/// Writes an integer that its column must be able to keep: SQLite itself would store any number. What has
/// overflowed on the way is a floating point number, however small the rest of the expression made it.
fn in_range(compiler: &mut Compiler<'_>, expr: &Expr, range: Option<[&str; 2]>) -> Result<()> {
    if matches!(expr, Expr::Column(_)) {
        return compiler.expr(expr);
    }
    compiler.sql("CASE WHEN typeof(");
    compiler.expr(expr)?;
    compiler.sql(") = 'real'");
    if let Some([least, most]) = range {
        compiler.sql(" OR ");
        compiler.operand(expr)?;
        [" NOT BETWEEN ", least, " AND ", most].iter().for_each(|part| compiler.sql(part));
    }
    [" THEN ", OVERFLOW, " ELSE "].iter().for_each(|part| compiler.sql(part));
    compiler.operand(expr)?;
    compiler.sql(" END");
    Ok(())
}
