//! What SQL of the user's own leaves behind on its connection, and would be met by whoever gets that next.

/// By what a database's statements are known that leave something behind: settings, temporary tables, locks of the session.
#[derive(Debug)]
pub struct Traces {
    /// The first words of such statements, in capitals.
    pub words: &'static [&'static str],
    /// What may follow `SET` and ends with the transaction.
    pub local: &'static [&'static str],
    /// Functions and schemas that leave something behind wherever they stand, in lower case.
    pub names: &'static [&'static str],
    /// Statements that end the transaction that they stand in, by their first words.
    pub commits: &'static [&'static str],
}

impl Traces {
    /// Whether `sql`, whose first word is `first` in capitals, may leave something behind. A name inside a text counts too: the
    /// connection is then replaced without need.
    pub fn are_left_by(&self, sql: &str, first: &str) -> bool {
        let mut names =
            sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|name| !name.is_empty());
        let second = names.clone().nth(1).unwrap_or_default().to_ascii_uppercase();
        if self.words.contains(&first) {
            return !(first == "SET" && self.local.contains(&&*second));
        }
        let made =
            names.clone().skip(1).find(|name| !BETWEEN.iter().any(|word| word.eq_ignore_ascii_case(name)));
        let makes = first == "CREATE" && made.is_some_and(is_temporary);
        let fills = names
            .clone()
            .zip(names.clone().skip(1))
            .any(|(into, name)| into.eq_ignore_ascii_case("INTO") && is_temporary(name));
        makes
            || fills
            || sql.contains(":=")
            || fills_variable(sql)
            || names.any(|name| self.names.iter().any(|known| known.eq_ignore_ascii_case(name)))
    }
}

/// What may stand between `CREATE` and `TEMPORARY`.
const BETWEEN: [&str; 4] = ["OR", "REPLACE", "GLOBAL", "LOCAL"];

/// Whether a variable of the session stands behind `INTO`.
fn fills_variable(sql: &str) -> bool {
    sql.match_indices('@').any(|(at, _)| {
        let before = sql[..at].trim_end();
        let word = before.len().checked_sub(4).and_then(|start| before.get(start..));
        word.is_some_and(|word| word.eq_ignore_ascii_case("INTO"))
    })
}

fn is_temporary(name: &str) -> bool {
    name.eq_ignore_ascii_case("TEMP") || name.eq_ignore_ascii_case("TEMPORARY")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACES: Traces =
        Traces { words: &["SET", "LISTEN"], local: &["LOCAL"], names: &["set_config"], commits: &[] };

    /// Settings, temporary tables and functions that change the session; nothing else.
    #[test]
    fn traces_are_told_by_words_and_names() {
        for (sql, first) in [
            ("SET x = 1", "SET"),
            ("LISTEN a", "LISTEN"),
            ("CREATE TEMP TABLE t (a int)", "CREATE"),
            ("create or replace temporary view v as select 1", "CREATE"),
            ("SELECT 1 INTO TEMP t", "SELECT"),
            ("SELECT 1 into  @v", "SELECT"),
            ("SELECT @v := 1", "SELECT"),
            ("SELECT Set_Config('a', 'b', false)", "SELECT"),
        ] {
            assert!(TRACES.are_left_by(sql, first), "{sql}");
        }
        for (sql, first) in [
            ("SET LOCAL x = 1", "SET"),
            ("CREATE TABLE t (temp int, a int, b int)", "CREATE"),
            ("SELECT temp FROM t", "SELECT"),
            ("SELECT '@é' || @v", "SELECT"),
            ("INSERT INTO t VALUES (1)", "INSERT"),
        ] {
            assert!(!TRACES.are_left_by(sql, first), "{sql}");
        }
    }
}
