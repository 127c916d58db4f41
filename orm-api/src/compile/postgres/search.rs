//! Text search, without patterns: nothing in a text is special, and the empty text stands in every text.

use super::super::Compiler;
use crate::{
    error::Result,
    tree::{Comparison, Expr, Match},
    value::SqlType,
};

const TEXT: SqlType = SqlType::Text(None);

/// Writes the condition that `operand` holds `text` at `place`.
pub(super) fn write(
    compiler: &mut Compiler<'_>,
    operand: &Expr,
    place: Match,
    text: &Expr,
    ignore_case: bool,
) -> Result<()> {
    let parts: &[&str] = match place {
        Match::Exact if !ignore_case => {
            return compiler.native_comparison(Comparison::Equal, operand, text);
        }
        Match::Exact => &["@", " = ", "?"],
        Match::Contains => &["strpos(", "@", ", ", "?", ") > 0"],
        Match::StartsWith => &["starts_with(", "@", ", ", "?", ")"],
        Match::EndsWith => &["right(", "@", ", length(", "?", ")) = ", "?"],
    };
    for part in parts {
        match *part {
            "@" => side(compiler, operand, ignore_case)?,
            "?" => side(compiler, text, ignore_case)?,
            sql => compiler.sql(sql),
        }
    }
    Ok(())
}

/// Writes one side, without its case where that is ignored. Upper case does not depend on where a letter stands, as the
/// lower case of the Greek sigma does. The collation is Unicode's own, since the column's folds A to Z alone, and the
/// database's depends on how it was made.
fn side(compiler: &mut Compiler<'_>, expr: &Expr, ignore_case: bool) -> Result<()> {
    if !ignore_case {
        return compiler.typed(expr, TEXT);
    }
    compiler.sql("upper(");
    compiler.typed(expr, TEXT)?;
    compiler.sql(r#" COLLATE "und-x-icu")"#);
    Ok(())
}
