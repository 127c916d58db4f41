//! Text search, without patterns: nothing in a text is special, and the empty text stands in every text.

use super::{super::Compiler, flavor::Flavor};
use crate::{
    error::Result,
    tree::{Comparison, Expr, Match},
    value::SqlType,
};

const TEXT: SqlType = SqlType::Text(None);

/// How a text is searched.
pub(super) struct Search<'a> {
    pub(super) flavor: &'a Flavor,
    pub(super) ignore_case: bool,
}

impl Search<'_> {
    /// Writes the condition that `operand` holds `text` at `place`.
    pub(super) fn write(
        &self,
        compiler: &mut Compiler<'_>,
        operand: &Expr,
        place: Match,
        text: &Expr,
    ) -> Result<()> {
        let parts: &[&str] = match place {
            Match::Exact if !self.ignore_case => {
                return compiler.native_comparison(Comparison::Equal, operand, text);
            }
            Match::Exact => &["@", " = ", "?"],
            Match::Contains => &["INSTR(", "@", ", ", "?", ") > 0"],
            Match::StartsWith => &["LEFT(", "@", ", CHAR_LENGTH(", "#", ")) = ", "?"],
            Match::EndsWith => &["RIGHT(", "@", ", CHAR_LENGTH(", "#", ")) = ", "?"],
        };
        for part in parts {
            match *part {
                "@" => self.folded(compiler, |compiler| compiler.typed(operand, TEXT))?,
                "?" => self.folded(compiler, |compiler| self.searched(compiler, text))?,
                // In either case a text has as many characters.
                "#" => compiler.typed(text, TEXT)?,
                sql => compiler.sql(sql),
            }
        }
        Ok(())
    }

    /// Writes one side, without its case where that is ignored. Upper case does not depend on where a letter stands, as
    /// the lower case of the Greek sigma does. The servers know it for letters beyond ASCII too, but only such of one
    /// character: `ß` stays as it is.
    fn folded(
        &self,
        compiler: &mut Compiler<'_>,
        side: impl FnOnce(&mut Compiler<'_>) -> Result<()>,
    ) -> Result<()> {
        if !self.ignore_case {
            return side(compiler);
        }
        compiler.sql("UPPER(");
        side(compiler)?;
        compiler.sql(")");
        Ok(())
    }

    /// Writes the text that is searched for. Its collation is said, and so decides: in a table that Segue did not make,
    /// the column's own may ignore case or accents, and an index would serve no search here anyway. A literal is of the
    /// session's character set, which has the collation; a column may be of another.
    fn searched(&self, compiler: &mut Compiler<'_>, text: &Expr) -> Result<()> {
        let literal = matches!(text, Expr::Value(_));
        compiler.sql(if literal { "" } else { "CONVERT(" });
        compiler.typed(text, TEXT)?;
        compiler.sql(if literal { "" } else { " USING utf8mb4)" });
        compiler.sql(self.flavor.collate);
        Ok(())
    }
}
