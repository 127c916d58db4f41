//! The SQL of those who write it by hand, once for all of them.

use crate::{
    ALBUM_COLUMNS, Engine, SALE_COLUMNS, TRACK_COLUMNS,
    work::{BATCH, FILTERED, PREFETCHED},
};

/// One text for each statement. They live as long as the process: sqlx wants them so.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each is named after its work, and its text says the rest")]
pub struct Texts {
    pub get: &'static str,
    pub filter: &'static str,
    pub load: &'static str,
    pub join: &'static str,
    pub albums: &'static str,
    pub tracks_of: &'static str,
    pub document: &'static str,
    pub plays: &'static str,
    pub insert: &'static str,
    pub bulk: &'static str,
    pub update: &'static str,
    pub update_many: &'static str,
    pub set: &'static str,
    pub begin: &'static str,
    /// What was made, where `INSERT` does not give it back.
    pub inserted: Option<&'static str>,
    /// As `inserted`, for many.
    pub bulk_inserted: Option<&'static str>,
}

impl Texts {
    /// Those for `engine`.
    pub fn of(engine: Engine) -> Self {
        let returning = if engine == Engine::Mysql { "" } else { " RETURNING id, track, pieces, buyer" };
        let text = |sql: String| -> &'static str { written(engine, &sql).leak() };
        let tracks = |rest: &str| text(format!("SELECT {TRACK_COLUMNS} FROM track {rest}"));
        let sales = |rows: i64| {
            let rows = repeated("(?, ?, ?)", rows);
            text(format!("INSERT INTO sale (track, pieces, buyer) VALUES {rows}{returning}"))
        };
        let stored = |which: &str| -> Option<&'static str> {
            let sql = format!("SELECT {SALE_COLUMNS} FROM sale WHERE {which}");
            (engine == Engine::Mysql).then(|| &*sql.leak())
        };
        Texts {
            get: tracks("WHERE track.id = ?"),
            filter: tracks(&format!("WHERE track.seconds > ? ORDER BY track.id LIMIT {FILTERED}")),
            load: tracks("ORDER BY track.id"),
            join: text(format!(
                "SELECT {TRACK_COLUMNS}, {ALBUM_COLUMNS} FROM track INNER JOIN album ON album.id = track.album_id \
                 WHERE track.id BETWEEN ? AND ? ORDER BY track.id"
            )),
            albums: text(format!(
                "SELECT {ALBUM_COLUMNS} FROM album WHERE album.id BETWEEN ? AND ? ORDER BY album.id"
            )),
            tracks_of: tracks(&format!(
                "WHERE track.album_id IN ({}) ORDER BY track.id",
                repeated("?", PREFETCHED)
            )),
            document: text("SELECT id, body FROM document WHERE id = ?".into()),
            plays: text(format!("SELECT {SALE_COLUMNS} FROM play")),
            insert: sales(1),
            bulk: sales(BATCH),
            update: text("UPDATE track SET seconds = seconds + 1 WHERE id = ?".into()),
            update_many: text("UPDATE track SET seconds = seconds + 1 WHERE id BETWEEN ? AND ?".into()),
            set: text("UPDATE track SET seconds = ? WHERE id = ?".into()),
            begin: if engine == Engine::Sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" },
            inserted: stored("id = LAST_INSERT_ID()"),
            bulk_inserted: stored(&format!(
                "id >= LAST_INSERT_ID() AND id < LAST_INSERT_ID() + {BATCH} ORDER BY id"
            )),
        }
    }
}

fn repeated(what: &str, times: i64) -> String {
    vec![what; times as usize].join(", ")
}

/// PostgreSQL numbers its parameters.
fn written(engine: Engine, sql: &str) -> String {
    if engine != Engine::Postgres {
        return sql.to_owned();
    }
    let mut parts = sql.split('?');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (index, part) in parts.enumerate() {
        text.push_str(&format!("${}", index + 1));
        text.push_str(part);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As PostgreSQL wants them.
    #[test]
    fn parameters_are_numbered() {
        let texts = Texts::of(Engine::Postgres);
        assert_eq!(texts.set, "UPDATE track SET seconds = $1 WHERE id = $2");
        assert!(texts.bulk.contains("($2998, $2999, $3000) RETURNING"), "{}", texts.bulk);
        assert_eq!(Texts::of(Engine::Sqlite).set, "UPDATE track SET seconds = ? WHERE id = ?");
    }
}
