//! Tables.

use crate::models::*;
use segue_orm_api::{
    ErrorKind,
    compile::{self, Dialect, MariaDb, MySql},
    error::Error,
    model::{FieldDef, ForeignKeyDef, ModelDef, OnDelete, RelationDef, Texts},
    value::SqlType,
};

fn texts(models: &[&'static ModelDef], dialect: &dyn Dialect) -> String {
    let statements = compile::create_tables(models, dialect).unwrap();
    assert!(statements.iter().all(|statement| !statement.cached && statement.params.is_empty()));
    let dropped = compile::drop_tables(models, dialect).unwrap();
    statements.iter().chain(&dropped).map(|statement| &*statement.text).collect::<Vec<_>>().join("\n")
}

#[test]
fn tables() {
    snapshot!(texts(&models(), &MariaDb));
}

/// Other collations, and one statement that drops all.
#[test]
fn tables_of_mysql() {
    snapshot!(texts(&[&ALBUM, &ARTIST], &MySql));
    assert!(compile::drop_tables(&[], &MySql).unwrap().is_empty());
}

const fn refers(
    model: fn() -> &'static ModelDef,
    target: fn() -> &'static ModelDef,
    local: fn() -> &'static FieldDef,
    remote: fn() -> &'static FieldDef,
) -> FieldDef {
    let relation = RelationDef { name: "other", target, local, remote, optional: true, many: false };
    FieldDef {
        nullable: true,
        foreign_key: Some(ForeignKeyDef { relation, on_delete: OnDelete::SetNull }),
        ..field(model, "other", "other_id", SqlType::I64)
    }
}

static HEN: ModelDef = ModelDef {
    name: "Hen",
    table: "hen",
    primary_key: 0,
    texts: Texts::new(),
    fields: &[key(|| &HEN), refers(|| &HEN, || &EGG, || &HEN.fields[1], || &EGG.fields[0])],
};

static EGG: ModelDef = ModelDef {
    name: "Egg",
    table: "egg",
    primary_key: 0,
    texts: Texts::new(),
    fields: &[key(|| &EGG), refers(|| &EGG, || &HEN, || &EGG.fields[1], || &HEN.fields[0])],
};

/// The key that closes a circle comes last. On MariaDB it goes first; MySQL drops both tables at once.
#[test]
fn circles() {
    let (mariadb, mysql) = (texts(&[&HEN, &EGG], &MariaDb), texts(&[&HEN, &EGG], &MySql));
    snapshot!(format!("{mariadb}\n\n{mysql}"));
}

const fn keyed(model: fn() -> &'static ModelDef, ty: SqlType) -> FieldDef {
    FieldDef { primary_key: true, ..field(model, "id", "id", ty) }
}

static LONG: ModelDef = ModelDef {
    name: "Long",
    table: "long",
    primary_key: 0,
    texts: Texts::new(),
    fields: &[
        keyed(|| &LONG, SqlType::Text(Some(768))),
        FieldDef { index: true, ..field(|| &LONG, "text", "text", SqlType::Text(Some(769))) },
        FieldDef { index: true, ..field(|| &LONG, "bytes", "bytes", SqlType::Bytes) },
        FieldDef { index: true, ..field(|| &LONG, "json", "json", SqlType::Json) },
    ],
};

/// An index holds the beginning of what is too long for it.
#[test]
fn long_columns_are_indexed() {
    snapshot!(texts(&[&LONG], &MariaDb));
    let error = compile::create_table(&LONG, &MySql).unwrap_err();
    assert!(error.to_string().contains("long.json: an index on json"), "{error}");
}

fn refusal(model: &'static ModelDef) -> Error {
    let error = compile::create_table(model, &MySql).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains(&format!("{}.id", model.table)), "{error}");
    error
}

/// What a column could not keep, or could not be read back from it, is not made.
#[test]
fn columns_that_cannot_be() {
    static WIDE: ModelDef = ModelDef {
        name: "Wide",
        table: "wide",
        primary_key: 0,
        texts: Texts::new(),
        fields: &[keyed(|| &WIDE, digits(29, 2))],
    };
    static FINE: ModelDef = ModelDef {
        name: "Fine",
        table: "fine",
        primary_key: 0,
        texts: Texts::new(),
        fields: &[keyed(|| &FINE, digits(2, 3))],
    };
    static ENDLESS: ModelDef = ModelDef {
        name: "Endless",
        table: "endless",
        primary_key: 0,
        texts: Texts::new(),
        fields: &[field(|| &ENDLESS, "id", "id", SqlType::Text(Some(16_384)))],
    };
    for model in [&WIDE, &FINE, &ENDLESS] {
        refusal(model);
    }
}

/// A key that held a part of its values would take two for one.
#[test]
fn keys_that_cannot_be() {
    static TEXT: ModelDef = ModelDef {
        name: "Text",
        table: "text",
        primary_key: 0,
        texts: Texts::new(),
        fields: &[keyed(|| &TEXT, SqlType::Text(None))],
    };
    static LONG_TEXT: ModelDef = ModelDef {
        name: "LongText",
        table: "long_text",
        primary_key: 0,
        texts: Texts::new(),
        fields: &[FieldDef { unique: true, ..field(|| &LONG_TEXT, "id", "id", SqlType::Text(Some(769))) }],
    };
    static BYTES: ModelDef = ModelDef {
        name: "Bytes",
        table: "bytes",
        primary_key: 0,
        texts: Texts::new(),
        fields: &[FieldDef { unique: true, ..field(|| &BYTES, "id", "id", SqlType::Bytes) }],
    };
    for model in [&TEXT, &LONG_TEXT, &BYTES] {
        let message = refusal(model).to_string();
        assert!(message.contains("`max_length` of at most 768"), "{message}");
    }
}

/// A name that is too long is refused where it is written, and shortened where it is made.
#[test]
fn long_names() {
    static NAMED: ModelDef = ModelDef {
        name: "Named",
        table: "a_name_of_sixty_four_bytes_which_is_the_most_that_is_kept_of_it_",
        primary_key: 0,
        texts: Texts::new(),
        fields: &[
            key(|| &NAMED),
            FieldDef { index: true, ..field(|| &NAMED, "first", "first", SqlType::I64) },
        ],
    };
    static TOO: ModelDef = ModelDef {
        name: "Too",
        table: "a_name_of_sixty_five_bytes_which_is_one_more_than_is_kept_of_it__",
        primary_key: 0,
        texts: Texts::new(),
        fields: &[key(|| &TOO)],
    };
    assert_eq!((NAMED.table.len(), TOO.table.len()), (64, 65));
    let made = texts(&[&NAMED], &MySql);
    assert!(made.contains("_idx` ON"), "{made}");
    let error = compile::create_table(&TOO, &MariaDb).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}
