//! Text, placeholders and parameters, as they grow together.

use super::Dialect;
use crate::{
    backend::{Access, Statement},
    value::Value,
};

/// A statement in the making. One buffer takes all of the text; nothing is formatted on the side.
pub(super) struct Writer {
    text: String,
    placeholders: Vec<(u32, u32)>,
    params: Vec<Value>,
}

impl Writer {
    /// `capacity` is the expected length of the text in bytes.
    pub(super) fn new(capacity: usize) -> Self {
        Writer { text: String::with_capacity(capacity), placeholders: Vec::new(), params: Vec::new() }
    }

    /// Writes SQL as it is.
    pub(super) fn sql(&mut self, sql: &str) {
        self.text.push_str(sql);
    }

    /// Writes a quoted name. A quote in it is doubled, so that no name ends early.
    pub(super) fn identifier(&mut self, name: &str, quote: char) {
        self.text.reserve(name.len() + 2);
        self.text.push(quote);
        // Quotes are ASCII, and of names, which are short, the bytes are looked through sooner than the characters.
        if name.as_bytes().contains(&(quote as u8)) {
            self.doubling(name, quote);
        } else {
            self.text.push_str(name);
        }
        self.text.push(quote);
    }

    #[cold]
    fn doubling(&mut self, name: &str, quote: char) {
        self.text.extend(name.chars().flat_map(|one| {
            let times = if one == quote { 2 } else { 1 };
            std::iter::repeat_n(one, times)
        }));
    }

    /// Writes the name of the table with that number.
    pub(super) fn alias(&mut self, table: usize, quote: char) {
        self.text.push(quote);
        self.text.push('t');
        self.number(table);
        self.text.push(quote);
    }

    /// Writes a number in decimal digits.
    pub(super) fn number(&mut self, number: usize) {
        if number >= 10 {
            self.number(number / 10);
        }
        self.text.push(char::from(b'0' + (number % 10) as u8));
    }

    /// Writes a placeholder for `value`, which is in the stored form.
    pub(super) fn bind(&mut self, value: Value, dialect: &dyn Dialect) {
        let start = self.text.len() as u32;
        dialect.placeholder(self.params.len() + 1, &mut self.text);
        self.placeholders.push((start, self.text.len() as u32));
        self.params.push(value);
    }

    /// How many parameters are bound.
    pub(super) fn params(&self) -> usize {
        self.params.len()
    }

    /// Makes room for so many parameters more.
    pub(super) fn reserve(&mut self, params: usize) {
        self.params.reserve(params);
        self.placeholders.reserve(params);
    }

    /// The whole statement; it is kept prepared.
    pub(super) fn finish(self, access: Access) -> Statement {
        let (text, placeholders) = (self.text.into(), self.placeholders.into());
        Statement { text, placeholders, params: self.params, access, cached: true, alone: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::Sqlite;

    /// The recorded ranges are where the placeholders are.
    #[test]
    fn placeholders_are_recorded() {
        let mut writer = Writer::new(0);
        writer.identifier("a\"b", '"');
        writer.sql(" = ");
        writer.bind(Value::I64(7), &Sqlite);
        writer.number(1230);
        let statement = writer.finish(Access::Read);
        assert_eq!(&*statement.text, r#""a""b" = ?1230"#);
        assert_eq!(statement.pieces().collect::<Vec<_>>(), [r#""a""b" = "#, "1230"]);
    }
}
