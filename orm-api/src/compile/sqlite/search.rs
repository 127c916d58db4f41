//! Text search. A bare parameter as `LIKE`'s pattern would make SQLite prepare the statement again at each
//! execution: every pattern is an expression.

use super::Compiler;
use crate::{
    error::Result,
    tree::{Comparison, Expr, Match},
    value::{SqlType, Value},
};

const TEXT: SqlType = SqlType::Text(None);

/// Ignores the case of A to Z.
pub(super) fn without_case(
    compiler: &mut Compiler<'_>,
    operand: &Expr,
    place: Match,
    text: &Expr,
) -> Result<()> {
    let (before, after) = match place {
        Match::Contains => ("('%' || ", " || '%')"),
        Match::StartsWith => ("(", " || '%')"),
        Match::EndsWith => ("('%' || ", ")"),
        Match::Exact => ("('' || ", ")"),
    };
    compiler.typed(operand, TEXT)?;
    compiler.sql(" LIKE ");
    compiler.sql(before);
    match text {
        Expr::Value(Value::Text(text)) => compiler.literal(&Value::Text(escaped(text).into()), TEXT)?,
        Expr::Value(null) => compiler.literal(null, TEXT)?,
        other => {
            compiler.sql("replace(replace(replace(");
            compiler.operand(other)?;
            compiler.sql(r", '\', '\\'), '%', '\%'), '_', '\_')");
        }
    }
    compiler.sql(after);
    compiler.sql(r" ESCAPE '\'");
    Ok(())
}

/// Compares as it is written. No pattern, so that nothing is special; the empty text stands in every text.
pub(super) fn with_case(
    compiler: &mut Compiler<'_>,
    operand: &Expr,
    place: Match,
    text: &Expr,
) -> Result<()> {
    match place {
        Match::Exact => compiler.native_comparison(Comparison::Equal, operand, text),
        Match::Contains => write(compiler, operand, text, &["instr(", "@", ", ", "?", ") > 0"]),
        Match::StartsWith => {
            write(compiler, operand, text, &["substr(", "@", ", 1, length(", "?", ")) = ", "?"])
        }
        // Counted from the beginning: a negative zero would mean the whole text.
        Match::EndsWith => {
            let parts = ["substr(", "@", ", length(", "@", ") - length(", "?", ") + 1) = ", "?"];
            write(compiler, operand, text, &parts)
        }
    }
}

/// Writes `parts`, with the operand for `@` and the text for `?`.
fn write(compiler: &mut Compiler<'_>, operand: &Expr, text: &Expr, parts: &[&str]) -> Result<()> {
    for part in parts {
        match *part {
            "@" => compiler.typed(operand, TEXT)?,
            "?" => compiler.typed(text, TEXT)?,
            sql => compiler.sql(sql),
        }
    }
    Ok(())
}

/// `text` as a pattern that only it matches.
fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 8);
    for one in text.chars() {
        if matches!(one, '\\' | '%' | '_') {
            pattern.push('\\');
        }
        pattern.push(one);
    }
    pattern
}
