//! What the messages of MySQL and MariaDB name. Both drivers hand on the same text.

use crate::error::{Details, ErrorKind};

/// What the message names.
pub(super) fn details(kind: ErrorKind, message: &str) -> Details {
    match kind {
        ErrorKind::UniqueViolation => key_of(message),
        ErrorKind::ForeignKeyViolation => foreign_key_of(message),
        ErrorKind::CheckViolation => check_of(message),
        ErrorKind::MissingTable => {
            let table = between(message, '\'').map(|name| last(name).to_owned());
            Details { table, ..Details::default() }
        }
        ErrorKind::NotNullViolation => {
            Details { column: between(message, '\'').map(str::to_owned), ..Details::default() }
        }
        ErrorKind::InvalidValue => {
            let column = message
                .split_once("column ")
                .and_then(|(_, rest)| between(rest, if rest.starts_with('`') { '`' } else { '\'' }));
            // MariaDB says ``for column `database`.`table`.`column` at row 1``.
            let column = match message.split_once("for column `") {
                Some((_, rest)) => rest.split("` at row").next().and_then(|path| path.rsplit('`').next()),
                None => column,
            };
            Details { column: column.map(str::to_owned), ..Details::default() }
        }
        _ => Details::default(),
    }
}

/// `Duplicate entry 'x' for key 'artist.name'` (MySQL), `.. for key 'name'` (MariaDB). The entry may hold anything.
fn key_of(message: &str) -> Details {
    let Some((_, key)) = message.rsplit_once(" for key '") else { return Details::default() };
    let key = key.trim_end_matches('\'');
    let (table, constraint) = match key.split_once('.') {
        Some((table, key)) => (Some(table.to_owned()), key),
        None => (None, key),
    };
    Details { table, constraint: Some(constraint.to_owned()), ..Details::default() }
}

/// ``.. fails (`shop`.`album`, CONSTRAINT `album_artist_id_fkey` FOREIGN KEY (`artist_id`) REFERENCES ..``
fn foreign_key_of(message: &str) -> Details {
    let after =
        |mark: &str| message.split_once(mark).and_then(|(_, rest)| rest.split('`').next()).map(str::to_owned);
    let table = message
        .split_once("(`")
        .and_then(|(_, rest)| rest.split("`,").next())
        .map(|path| last_quoted(path).to_owned());
    Details {
        table,
        constraint: after("CONSTRAINT `"),
        column: after("FOREIGN KEY (`"),
        ..Details::default()
    }
}

/// ``CONSTRAINT `positive` failed for `shop`.`album` `` (MariaDB), `Check constraint 'positive' is violated.` (MySQL).
fn check_of(message: &str) -> Details {
    let constraint =
        between(message, '`').or_else(|| between(message, '\'')).map(last_quoted).map(str::to_owned);
    let table = message
        .split_once("failed for `")
        .map(|(_, path)| last_quoted(path.trim_end_matches('`')).to_owned());
    Details { table, constraint, ..Details::default() }
}

fn between(text: &str, quote: char) -> Option<&str> {
    let (_, rest) = text.split_once(quote)?;
    rest.split_once(quote).map(|(name, _)| name)
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn last_quoted(path: &str) -> &str {
    path.rsplit("`.`").next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use crate::error::{Error, mysql::classify};

    fn said(message: &str) -> Error {
        classify(message, None, std::fmt::Error)
    }

    /// Constraint, table and column, as far as they are said.
    #[test]
    fn what_is_named_is_found() {
        let error = said("Duplicate entry 'it's for key 'x'' for key 'artist.name'");
        assert_eq!((error.table(), error.constraint()), (Some("artist"), Some("name")));
        assert_eq!(said("Duplicate entry '7' for key 'PRIMARY'").constraint(), Some("PRIMARY"));
        let error = said(
            "Cannot add or update a child row: a foreign key constraint fails (`shop`.`album`, CONSTRAINT \
             `album_artist_id_fkey` FOREIGN KEY (`artist_id`) REFERENCES `artist` (`id`) ON DELETE CASCADE)",
        );
        let named = (error.table(), error.constraint(), error.column());
        assert_eq!(named, (Some("album"), Some("album_artist_id_fkey"), Some("artist_id")));
        let error = said("CONSTRAINT `positive` failed for `shop`.`album`");
        assert_eq!((error.table(), error.constraint()), (Some("album"), Some("positive")));
        assert_eq!(said("Column 'name' cannot be null").column(), Some("name"));
        assert_eq!(said("Data too long for column 'name' at row 1").column(), Some("name"));
        assert_eq!(
            said("Incorrect integer value: 'a' for column `shop`.`album`.`stock` at row 1").column(),
            Some("stock")
        );
        assert_eq!(said("Table 'shop.nobody' doesn't exist").table(), Some("nobody"));
    }
}
