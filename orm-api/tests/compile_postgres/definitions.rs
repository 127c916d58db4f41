//! Tables.

use crate::{models::*, postgres::failure};
use segue_orm_api::{
    ErrorKind,
    compile::{self, Postgres, Sqlite},
    model::{FieldDef, ForeignKeyDef, ModelDef, OnDelete, RelationDef, Texts},
    tree::{Expr, Select},
    value::SqlType,
};

fn texts(models: &[&'static ModelDef]) -> String {
    let statements = compile::create_tables(models, &Postgres).unwrap();
    assert!(statements.iter().all(|statement| !statement.cached && statement.params.is_empty()));
    let dropped = compile::drop_tables(models, &Postgres).unwrap();
    statements.iter().chain(&dropped).map(|statement| &*statement.text).collect::<Vec<_>>().join("\n")
}

#[test]
fn tables() {
    snapshot!(texts(&models()));
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

/// A table cannot refer to one that is not there: the key that closes a circle comes last, and goes first.
#[test]
fn circles() {
    snapshot!(texts(&[&HEN, &EGG]));
    let sqlite = compile::create_tables(&[&HEN, &EGG], &Sqlite).unwrap();
    assert!(sqlite.iter().all(|statement| !statement.text.contains("ALTER")));
}

/// The longest name there can be, and one byte more.
const LONGEST: &str = "a_name_of_sixty_three_bytes_which_is_the_most_that_is_kept_of__";
const TOO_LONG: &str = "a_name_of_sixty_three_bytes_which_is_the_most_that_is_kept_of_ä";

static LONG: ModelDef = ModelDef {
    name: "Long",
    table: LONGEST,
    primary_key: 0,
    texts: Texts::new(),
    fields: &[
        key(|| &LONG),
        FieldDef { index: true, ..field(|| &LONG, "first", "first", SqlType::I64) },
        FieldDef { index: true, ..field(|| &LONG, "second", "second", SqlType::I64) },
    ],
};

static TOO: ModelDef = ModelDef {
    name: "Too",
    table: "too",
    primary_key: 0,
    texts: Texts::new(),
    fields: &[key(|| &TOO), field(|| &TOO, "long", TOO_LONG, SqlType::I64)],
};

/// PostgreSQL would cut a name that is too long, and take it for another that begins alike.
#[test]
fn long_names() {
    assert_eq!((LONGEST.len(), TOO_LONG.len()), (63, 64));
    snapshot!(texts(&[&LONG]));
    let error = compile::create_table(&TOO, &Postgres).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    let message = error.to_string();
    assert!(
        message.contains(TOO_LONG) && message.contains("64 bytes") && message.contains("63"),
        "{message}"
    );
    let mut select = Select::from(&TOO);
    select.columns.push(Expr::column(&TOO.fields[1]));
    assert_eq!(failure(compile::select(&select, &Postgres)), ErrorKind::Unsupported);
    assert!(compile::create_table(&TOO, &Sqlite).is_ok());
}

/// What a column could not keep, or could not be read back from it, is not made.
#[test]
fn columns_that_cannot_be() {
    static WIDE: ModelDef = ModelDef {
        name: "Wide",
        table: "wide",
        primary_key: 0,
        texts: Texts::new(),
        fields: &[FieldDef { primary_key: true, ..field(|| &WIDE, "id", "id", digits(29, 2)) }],
    };
    static FINE: ModelDef = ModelDef {
        name: "Fine",
        table: "fine",
        primary_key: 0,
        texts: Texts::new(),
        fields: &[FieldDef { primary_key: true, ..field(|| &FINE, "id", "id", digits(2, 3)) }],
    };
    static ENDLESS: ModelDef = ModelDef {
        name: "Endless",
        table: "endless",
        primary_key: 0,
        texts: Texts::new(),
        fields: &[FieldDef {
            primary_key: true,
            ..field(|| &ENDLESS, "id", "id", SqlType::Text(Some(10_485_761)))
        }],
    };
    for model in [&WIDE, &FINE, &ENDLESS] {
        let error = compile::create_table(model, &Postgres).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains(&format!("{}.id", model.table)), "{error}");
    }
}
