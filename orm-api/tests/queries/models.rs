//! Models written by hand, as the derive macro would.

use segue_orm_api::{
    model::{FieldDef, ForeignKeyDef, ModelDef, OnDelete, RelationDef, Texts},
    tree::{ColumnRef, Expr},
    value::{DecimalForm, Digits, SqlType, Value},
};

pub(crate) const fn field(
    model: fn() -> &'static ModelDef,
    name: &'static str,
    column: &'static str,
    ty: SqlType,
) -> FieldDef {
    FieldDef {
        model,
        name,
        column,
        ty,
        nullable: false,
        primary_key: false,
        auto: false,
        unique: false,
        index: false,
        foreign_key: None,
    }
}

pub(crate) const fn key(model: fn() -> &'static ModelDef) -> FieldDef {
    FieldDef { primary_key: true, auto: true, ..field(model, "id", "id", SqlType::I64) }
}

pub(crate) const fn digits(max_digits: u8, places: u8) -> SqlType {
    SqlType::Decimal(Digits { max_digits, places, form: DecimalForm::Scaled })
}

const NUMBER: SqlType = SqlType::Decimal(Digits { max_digits: 10, places: 2, form: DecimalForm::Number });

const fn step(
    name: &'static str,
    target: fn() -> &'static ModelDef,
    local: fn() -> &'static FieldDef,
    remote: fn() -> &'static FieldDef,
) -> RelationDef {
    RelationDef { name, target, local, remote, optional: false, many: false }
}

pub(crate) static ARTIST: ModelDef = ModelDef {
    name: "Artist",
    table: "artist",
    primary_key: 0,
    texts: Texts::new(),
    fields: &[
        key(|| &ARTIST),
        FieldDef { unique: true, ..field(|| &ARTIST, "name", "name", SqlType::Text(Some(12))) },
    ],
};

pub(crate) static ALBUM: ModelDef = ModelDef {
    name: "Album",
    table: "album",
    primary_key: 0,
    texts: Texts::new(),
    fields: &[
        key(|| &ALBUM),
        FieldDef { index: true, ..field(|| &ALBUM, "title", "title", SqlType::Text(None)) },
        field(|| &ALBUM, "price", "price", digits(10, 2)),
        FieldDef { nullable: true, ..field(|| &ALBUM, "released", "released", SqlType::Date) },
        FieldDef {
            foreign_key: Some(ForeignKeyDef {
                relation: step("artist", || &ARTIST, || &ALBUM.fields[4], || &ARTIST.fields[0]),
                on_delete: OnDelete::Cascade,
            }),
            ..field(|| &ALBUM, "artist", "artist_id", SqlType::I64)
        },
        FieldDef {
            nullable: true,
            foreign_key: Some(ForeignKeyDef {
                relation: RelationDef {
                    optional: true,
                    ..step("producer", || &ARTIST, || &ALBUM.fields[5], || &ARTIST.fields[0])
                },
                on_delete: OnDelete::SetNull,
            }),
            ..field(|| &ALBUM, "producer", "producer_id", SqlType::I64)
        },
        FieldDef { nullable: true, ..field(|| &ALBUM, "rate", "rate", digits(9, 4)) },
        FieldDef { nullable: true, ..field(|| &ALBUM, "stock", "stock", SqlType::I32) },
    ],
};

pub(crate) static TRACK: ModelDef = ModelDef {
    name: "Track",
    table: "track",
    primary_key: 0,
    texts: Texts::new(),
    fields: &[
        key(|| &TRACK),
        field(|| &TRACK, "title", "title", SqlType::Text(None)),
        FieldDef {
            foreign_key: Some(ForeignKeyDef {
                relation: step("album", || &ALBUM, || &TRACK.fields[2], || &ALBUM.fields[0]),
                on_delete: OnDelete::Restrict,
            }),
            ..field(|| &TRACK, "album", "album_id", SqlType::I64)
        },
        field(|| &TRACK, "seconds", "seconds", SqlType::F64),
    ],
};

/// A tree, in a table whose name could be an alias.
pub(crate) static NODE: ModelDef = ModelDef {
    name: "Node",
    table: "T1",
    primary_key: 0,
    texts: Texts::new(),
    fields: &[
        key(|| &NODE),
        FieldDef {
            nullable: true,
            foreign_key: Some(ForeignKeyDef {
                relation: RelationDef {
                    optional: true,
                    ..step("parent", || &NODE, || &NODE.fields[1], || &NODE.fields[0])
                },
                on_delete: OnDelete::NoAction,
            }),
            ..field(|| &NODE, "parent", "parent_id", SqlType::I64)
        },
        field(|| &NODE, "label", "label", SqlType::Text(None)),
    ],
};

/// Names that would end a quoted name, a statement or a literal.
pub(crate) static HOSTILE: ModelDef = ModelDef {
    name: "Hostile",
    table: r#"a"b; DROP TABLE artist; --"#,
    primary_key: 0,
    texts: Texts::new(),
    fields: &[
        key(|| &HOSTILE),
        FieldDef { index: true, ..field(|| &HOSTILE, "select", r#"select" ? ' /*"#, SqlType::Text(None)) },
        field(|| &HOSTILE, "digits", r#"dig"its"#, digits(4, 1)),
    ],
};

/// Every other type, and decimals as SQLite's own numbers.
pub(crate) static LEDGER: ModelDef = ModelDef {
    name: "Ledger",
    table: "ledger",
    primary_key: 0,
    texts: Texts::new(),
    fields: &[
        FieldDef { primary_key: true, ..field(|| &LEDGER, "id", "id", SqlType::Uuid) },
        field(|| &LEDGER, "amount", "amount", NUMBER),
        field(|| &LEDGER, "open", "open", SqlType::Bool),
        field(|| &LEDGER, "year", "year", SqlType::I16),
        field(|| &LEDGER, "ratio", "ratio", SqlType::F32),
        field(|| &LEDGER, "data", "data", SqlType::Bytes),
        field(|| &LEDGER, "at", "at", SqlType::Time),
        field(|| &LEDGER, "local", "local", SqlType::DateTime),
        field(|| &LEDGER, "moment", "moment", SqlType::Timestamp),
        field(|| &LEDGER, "json", "json", SqlType::Json),
        field(|| &LEDGER, "small", "small", SqlType::I32),
    ],
};

pub(crate) static ARTIST_ALBUMS: RelationDef =
    RelationDef { many: true, ..step("albums", || &ALBUM, || &ARTIST.fields[0], || &ALBUM.fields[4]) };

pub(crate) static ALBUM_TRACKS: RelationDef =
    RelationDef { many: true, ..step("tracks", || &TRACK, || &ALBUM.fields[0], || &TRACK.fields[2]) };

pub(crate) fn models() -> Vec<&'static ModelDef> {
    vec![&TRACK, &ALBUM, &ARTIST, &NODE, &HOSTILE, &LEDGER]
}

pub(crate) fn forward(model: &'static ModelDef, name: &str) -> &'static RelationDef {
    &model.field(name).unwrap().foreign_key.as_ref().unwrap().relation
}

pub(crate) fn column(model: &'static ModelDef, name: &str) -> Expr {
    Expr::column(model.field(name).unwrap())
}

/// The column `name` at the end of `path`.
pub(crate) fn over(path: &[&'static RelationDef], name: &str) -> Expr {
    let model = (path.last().unwrap().target)();
    Expr::Column(ColumnRef { path: path.to_vec(), field: model.field(name).unwrap() })
}

pub(crate) fn text(text: &str) -> Expr {
    Expr::Value(Value::Text(text.into()))
}

pub(crate) fn int(number: i64) -> Expr {
    Expr::Value(Value::I64(number))
}

pub(crate) fn dec(text: &str) -> Expr {
    Expr::Value(Value::Decimal(text.parse().unwrap()))
}
