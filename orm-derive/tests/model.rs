//! What the derive writes, over models of every kind of field.

#![allow(missing_docs)]

use chrono::NaiveDate;
use orm_api::{
    Result,
    expr::{
        Aggregation, Annotation, Avg, Column, Compare, Count, IntoAssign, IntoOrders, Max, Min, Q, Related,
        Selection, Single, Sum,
    },
    model::{
        Append, ForeignKey, Forward, FromRow, Keyed, Many, Model, NewModel, NewRow, OnDelete, Reader, Recent,
        RelationDef,
    },
    tree::{Aggregate, Arithmetic, Comparison, Direction, Expr},
    value::{Cell, CustomField, DecimalForm, Digits, FieldType, Row, SqlType, Value},
};
use rust_decimal::Decimal;
use segue_orm_derive::Model;
use std::hash::{Hash, Hasher};
use uuid::Uuid;

/// Where the derived code finds Segue.
mod face {
    pub(crate) mod __private {
        pub(crate) use orm_api::*;
    }
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "artist", crate = crate::face)]
pub struct Artist {
    #[field(primary_key, auto)]
    pub id: i64,
    #[field(max_length = 120, unique)]
    pub name: String,
    #[field(reverse = Album::artist)]
    pub albums: Many<Album>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "album", crate = crate::face)]
pub struct Album {
    #[field(primary_key, auto)]
    pub id: i64,
    #[field(max_length = 160, index)]
    pub title: String,
    #[field(max_digits = 10, decimal_places = 2)]
    pub price: Decimal,
    pub released: Option<NaiveDate>,
    #[field(on_delete = "cascade")]
    pub artist: ForeignKey<Artist>,
    #[field(reverse = Track::album)]
    pub tracks: Many<Track>,
}

type AlbumKey = ForeignKey<Album>;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(crate = crate::face)]
pub struct Track {
    #[field(primary_key, default = Uuid::nil())]
    pub id: Uuid,
    pub album: AlbumKey,
    #[field(default = Self::FIRST, column = "no")]
    pub number: i16,
    #[field(default = "untitled")]
    pub title: String,
    #[field(default)]
    pub seconds: Option<i32>,
    #[field(max_digits = 8, decimal_places = 3, stored_as = "number")]
    pub rating: Option<Decimal>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(crate = crate::face)]
pub struct Employee {
    #[field(primary_key, max_length = 8, const_name = code_column)]
    pub code: String,
    #[field(on_delete = "set_null")]
    pub boss: Option<ForeignKey<Employee>>,
    pub r#type: i32,
}

impl Track {
    const FIRST: i16 = 1;
}

/// A code that the application takes for the same in capitals; the database does not.
#[derive(Clone, Debug, Eq)]
pub struct Code(String);

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_ascii_lowercase().hash(state);
    }
}

impl CustomField for Code {
    type Base = String;

    fn to_base(&self) -> String {
        self.0.clone()
    }

    fn from_base(base: String) -> std::result::Result<Self, String> {
        Ok(Code(base))
    }
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(crate = crate::face)]
pub struct Shelf {
    #[field(primary_key)]
    pub code: Code,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(crate = crate::face)]
pub struct Book {
    #[field(primary_key)]
    pub id: i64,
    pub shelf: ForeignKey<Shelf>,
}

impl Employee {
    /// Takes the name that the constant would have.
    pub fn code(&self) -> &str {
        &self.code
    }
}

/// The description holds what the attributes say.
#[test]
fn the_description_is_what_the_attributes_say() {
    let album = Album::def();
    assert_eq!((album.name, album.table, album.primary_key), ("Album", "album", 0));
    let columns: Vec<_> = album.fields.iter().map(|field| field.column).collect();
    assert_eq!(columns, ["id", "title", "price", "released", "artist_id"]);
    assert_eq!(Album::title.def().ty, SqlType::Text(Some(160)));
    let digits = Digits { max_digits: 10, places: 2, form: DecimalForm::Scaled };
    assert_eq!(Album::price.def().ty, SqlType::Decimal(digits));
    assert!(Album::released.def().nullable && !Album::title.def().nullable);
    assert!(Album::title.def().index && Artist::name.def().unique && Album::id.def().auto);
    let key = Album::artist.def().foreign_key.as_ref().unwrap();
    assert_eq!(key.on_delete, OnDelete::Cascade);
    assert!((key.relation.target)() == Artist::def() && (key.relation.remote)() == Artist::id.def());
    assert!((key.relation.local)() == Album::artist.def() && !key.relation.optional);
}

/// An alias of a foreign key is one: its column, its relation and its type are those of the key.
#[test]
fn an_alias_is_seen_through() {
    assert_eq!(Track::def().table, "track");
    assert_eq!(Track::album.def().column, "album_id");
    assert_eq!(Track::album.def().ty, SqlType::I64);
    assert!(Track::album.def().foreign_key.is_some());
    assert_eq!(Track::number.def().column, "no");
}

/// A foreign key to a text of eight characters is a text of eight characters.
#[test]
fn a_foreign_key_has_the_type_of_the_key() {
    assert_eq!(Employee::boss.def().ty, SqlType::Text(Some(8)));
    assert_eq!(Employee::code_column.def().column, "code");
    assert_eq!(Employee::r#type.def().column, "type");
    assert!(Employee::boss.def().foreign_key.as_ref().unwrap().relation.optional);
}

/// What is not given is filled with its default, made for each row; the rest is left to the database.
#[test]
fn new_rows_take_defaults() {
    let new = NewTrack { album: ForeignKey::new(3), rating: None };
    let new = new.with(Track::title, "Dogs");
    let given: Vec<_> =
        new.given().map(|field| field.name).collect::<Vec<_>>().into_iter().zip(new.into_values()).collect();
    let digits = SqlType::Decimal(Digits { max_digits: 18, places: 6, form: DecimalForm::Scaled });
    let expected = [
        ("id", Value::Uuid(Uuid::nil())),
        ("album", Value::I64(3)),
        ("number", Value::I16(1)),
        ("title", Value::Text("Dogs".into())),
        ("seconds", Value::Null(SqlType::I32)),
        ("rating", Value::Null(digits)),
    ];
    assert_eq!(given, expected);
    let artist: NewRow<Artist> = NewArtist { name: "Can".into() }.into();
    assert_eq!(artist.given().map(|field| field.name).collect::<Vec<_>>(), ["name"]);
}

struct Cells(Vec<Cell<'static>>);

impl Row for Cells {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn cell(&self, index: usize, show: &mut dyn FnMut(Cell<'_>)) -> Result<()> {
        show(self.0[index]);
        Ok(())
    }
}

fn album_cells() -> Vec<Cell<'static>> {
    vec![Cell::I64(3), Cell::Text("Animals"), Cell::I64(990), Cell::Null, Cell::I64(7)]
}

fn read<T: FromRow>(cells: Vec<Cell<'static>>) -> Result<T> {
    T::from_row(&mut Reader::new(&Cells(cells), &[]))
}

/// A row is read by the columns' types and places.
#[test]
fn rows_become_models() {
    let album: Album = read(album_cells()).unwrap();
    assert_eq!((album.id, album.title.as_str(), album.price), (3, "Animals", Decimal::new(990, 2)));
    assert_eq!((album.released, album.artist.id()), (None, &7));
    assert_eq!((0..5).map(|index| album.encode_field(index)).collect::<Vec<_>>()[4], Value::I64(7));
    let (album, sum): (Album, i64) = read([album_cells(), vec![Cell::I64(5)]].concat()).unwrap();
    assert_eq!((album.id, sum), (3, 5));
}

/// A cell that cannot be read is named by model, table and column.
#[test]
fn a_wrong_cell_is_named() {
    let mut cells = album_cells();
    cells[1] = Cell::Null;
    let message = read::<Album>(cells).unwrap_err().to_string();
    assert!(message.contains("Album.title") && message.contains("Option"), "{message}");
}

/// What is not loaded is an error that says what it is and how to load it; nothing queries by itself.
#[test]
fn what_is_not_loaded_names_its_remedy() {
    let album: Album = read(album_cells()).unwrap();
    let message = album.artist.get().unwrap_err().to_string();
    assert!(message.contains("`Artist` 7") && message.contains("select_related"), "{message}");
    let message = album.tracks.get().unwrap_err().to_string();
    assert!(message.contains("`.prefetch_related(Album::tracks)`"), "{message}");
}

fn artist(id: i64) -> Artist {
    Artist { id, name: "Pink Floyd".into(), albums: Many::default() }
}

/// Objects are attached where their path leads, to any depth, and not where something is NULL.
#[test]
fn related_objects_find_their_place() {
    let mut track = Track {
        id: Uuid::nil(),
        album: ForeignKey::new(3),
        number: 1,
        title: "Dogs".into(),
        seconds: None,
        rating: None,
    };
    let steps = Track::album.to(Album::artist).steps();
    let names = |path: &[&RelationDef]| path.iter().map(|step| step.name).collect::<Vec<_>>();
    assert_eq!(
        steps.iter().map(|step| names(&step.path)).collect::<Vec<_>>(),
        [vec!["album"], vec!["album", "artist"]]
    );
    let cells = Cells([album_cells(), vec![Cell::I64(7), Cell::Text("Pink Floyd")]].concat());
    let mut reader = Reader::new(&cells, &[]);
    for step in &steps {
        (step.attach)(&mut track, &mut reader, &mut Recent::Own).unwrap();
    }
    assert_eq!(track.album.get().unwrap().artist.get().unwrap().name, "Pink Floyd");

    let mut top = Employee { code: "a".into(), boss: None, r#type: 1 };
    let nothing = Cells(vec![Cell::Null; 6]);
    let mut reader = Reader::new(&nothing, &[]);
    for step in Employee::boss.to(Employee::boss).steps() {
        (step.attach)(&mut top, &mut reader, &mut Recent::Own).unwrap();
    }
    assert_eq!(top.boss, None);
}

/// What the row before referred to is taken for the same where the database would: not by an equality of the application's.
#[test]
fn only_what_is_the_same_is_shared() {
    fn read<M: Model, K: Forward>(key: Column<M, K>, cells: &[Cell<'static>], recent: &mut Recent) -> M {
        let cells = Cells(cells.to_vec());
        let mut reader = Reader::new(&cells, &[]);
        let mut row = M::from_row(&mut reader).unwrap();
        (key.steps()[0].attach)(&mut row, &mut reader, recent).unwrap();
        reader.expect_end().unwrap();
        row
    }
    let mut recent = Recent::Shared(None);
    let books = ["A", "a"].map(|code| {
        let cells = [Cell::I64(1), Cell::Text(code), Cell::Text(code), Cell::Text(code)];
        read(Book::shelf, &cells, &mut recent).shelf
    });
    assert_eq!(books.map(|shelf| shelf.get().unwrap().name.clone()), ["A", "a"]);

    let mut recent = Recent::Shared(None);
    let artists = [(7, "Can"), (7, "not read"), (8, "Neu!")].map(|(id, name)| {
        let mut cells = album_cells();
        cells[4] = Cell::I64(id);
        cells.extend([Cell::I64(id), Cell::Text(name)]);
        read(Album::artist, &cells, &mut recent).artist
    });
    assert_eq!(artists.map(|artist| artist.get().unwrap().name.clone()), ["Can", "Can", "Neu!"]);
}

/// The rows of a `Many` have one slot.
#[test]
fn many_rows_are_filled() {
    let mut one = artist(7);
    Artist::albums.slot(&mut one).set(vec![read(album_cells()).unwrap()]);
    assert_eq!(one.albums.get().unwrap()[0].title, "Animals");
    assert!((Artist::albums.relation().remote)() == Album::artist.def() && Artist::albums.relation().many);
    assert_eq!(one.key(), ForeignKey::new(7));
}

/// The names of a column's steps, and its own.
fn path_of(expr: &Expr) -> Option<(Vec<&'static str>, &'static str)> {
    let Expr::Column(column) = expr else { return None };
    Some((column.path.iter().map(|step| step.name).collect(), column.field.name))
}

fn text(text: &str) -> Expr {
    Expr::Value(Value::Text(text.into()))
}

/// A comparison erases to its operands and the value that the column's type gives.
#[test]
fn comparisons_erase_to_trees() {
    let tree = Album::id.lt(20).into_tree();
    let expected = Expr::Compare(
        Comparison::Less,
        Box::new(Expr::column(Album::id.def())),
        Box::new(Expr::Value(Value::I64(20))),
    );
    assert_eq!(tree, expected);
    let title = String::from("a");
    let literals: Vec<Q<Album>> = vec![
        Album::id.eq(3_000_000_000),
        Album::title.eq("a"),
        Album::title.eq(String::from("a")),
        Album::title.eq(&title),
        Album::price.lt(20),
        Album::price.lt(Decimal::new(5, 1)),
        Album::released.eq(NaiveDate::MIN),
        Album::artist.eq(7),
        Album::artist.eq(&artist(7)),
        Album::artist.eq(artist(7).key()),
        Album::artist.is_in([1, 2]),
        Album::title.eq(Album::title),
        Album::title.ne(Album::artist.to(Artist::name)),
        Album::price.gt(Album::id),
        Album::price.gt(Album::price * 2),
    ];
    assert_eq!(literals.len(), 15);
    let boss = Employee::boss.eq("abc").into_tree();
    assert!(matches!(boss, Expr::Compare(_, _, right) if *right == text("abc")));
}

/// Both styles of nesting give the same path; a step over what may be missing makes the value an `Option`.
#[test]
fn paths_nest_in_both_styles() {
    let inner = Track::album.to(Album::artist.to(Artist::name)).eq("x").into_tree();
    let outer = Track::album.to(Album::artist).to(Artist::name).eq("x").into_tree();
    assert_eq!(inner, outer);
    let back = Artist::albums.to(Album::tracks.to(Track::title)).eq("x").into_tree();
    assert_eq!(back, Artist::albums.to(Album::tracks).to(Track::title).eq("x").into_tree());
    let Expr::Compare(_, left, _) = back else { panic!() };
    assert_eq!(path_of(&left), Some((vec!["albums", "tracks"], "title")));
    let _: Option<(Option<String>,)> = out(Employee::boss.to(Employee::code_column));
    let _: Option<(String,)> = out(Track::album.to(Album::artist).to(Artist::name));
    let _: Option<(Option<String>,)> = out(Artist::albums.to(Album::artist).to(Artist::name));
}

/// The row type of a selection.
fn out<M, S: Selection<M>>(_: S) -> Option<S::Out> {
    None
}

/// The row type of an annotation.
fn annotated<M, R, A: Annotation<M, R>>(_: Option<R>, _: A) -> Option<A::Out> {
    None
}

/// The type of an aggregation.
fn aggregated<M, A: Aggregation<M>>(_: A) -> Option<A::Out> {
    None
}

/// The type of one selected value.
fn single<M, S: Single<M>>(_: S) -> Option<S::Out> {
    None
}

/// Results are typed: `Option` where a value may be NULL, each annotation one place more.
#[test]
fn results_are_typed() {
    let row: Option<(String, Decimal)> = out::<Album, _>((Album::title, Album::price));
    let _: Option<(String, Decimal, i64)> = annotated::<Album, _, _>(row, Count::all());
    let _: Option<(Artist, i64)> = annotated(None::<Artist>, Count(Artist::albums));
    let _: Option<(Artist, i64, Option<Decimal>)> =
        annotated(None::<Artist>, (Count(Artist::albums), Sum(Artist::albums.to(Album::price))));
    let _: Option<(String, i64)> =
        annotated(None::<(String,)>, Count::distinct(Track::album.to(Album::artist).to(Artist::name)));
    let _: Option<Option<Decimal>> = aggregated::<Album, _>(Sum(Album::price));
    let _: Option<(i64, Option<f64>, Option<NaiveDate>)> =
        aggregated::<Album, _>((Count(Album::id), Avg(Album::id), Max(Album::released)));
    let _: Option<i64> = single::<Album, _>(Album::id + 1);
    let _: Option<Option<i32>> = single::<Track, _>(Track::seconds * 2);
    let _: Option<Option<i16>> = single::<Track, _>(Min(Track::seconds.expr()).expr()).map(|_| None);
    let _: Option<Decimal> = single::<Album, _>(Album::price * Album::id);
    let _: Option<(Album, Decimal)> = annotated(None::<Album>, Album::price * 2);
    fn grows<T: Append<i64>>() -> Option<T::Out> {
        None
    }
    let _: Option<(i64, i64)> = grows::<(i64,)>();
}

/// Aggregates erase to trees, stand in filters, and count what a relation leads to by its primary key.
#[test]
fn aggregates_erase_to_trees() {
    let Expr::Compare(_, left, _) = Count(Artist::albums).gt(3).into_tree() else { panic!() };
    let Expr::Aggregate { function: Aggregate::Count, operand: Some(operand), distinct: false } = *left
    else {
        panic!()
    };
    assert_eq!(path_of(&operand), Some((vec!["albums"], "id")));
    let trees = Annotation::<Album, Album>::into_trees(Count::distinct(Album::title));
    assert!(matches!(trees[..], [Expr::Aggregate { distinct: true, .. }]));
    assert_eq!(Aggregation::<Album>::into_trees(Count::all()), [Expr::count_all()]);
}

/// Chains of `&` and `|` are flat; folds over none are true and false.
#[test]
fn conditions_join() {
    let [a, b, c] = ["a", "b", "c"].map(|title| Album::title.eq(title));
    let all = (a.clone() & b.clone() & c.clone()).into_tree();
    assert_eq!(all, Expr::And(vec![a.tree().clone(), b.tree().clone(), c.tree().clone()]));
    let mut any = a.clone();
    any |= b.clone();
    any |= c.clone();
    assert_eq!(any.tree(), Q::any([a.clone(), b, c]).tree());
    assert_eq!((!a.clone()).into_tree(), Expr::Not(Box::new(a.into_tree())));
    assert_eq!(Q::<Album>::all([]).into_tree(), Expr::And(Vec::new()));
    assert_eq!(Q::<Album>::any([]).into_tree(), Expr::Or(Vec::new()));
}

/// Assignments keep their order, and NULL has the column's type.
#[test]
fn assignments_are_typed() {
    let set = (
        Album::price.set(Album::price * Decimal::new(9, 1)),
        Album::released.set_null(),
        Album::title.set("x").and(Album::artist.set(&artist(7))),
    );
    let trees = set.into_assign().into_trees();
    let names: Vec<_> = trees.iter().map(|(field, _)| field.name).collect();
    assert_eq!(names, ["price", "released", "title", "artist"]);
    assert!(matches!(trees[0].1, Expr::Arithmetic(Arithmetic::Multiply, _, _)));
    assert_eq!(trees[1].1, Expr::Value(Value::Null(SqlType::Date)));
    assert_eq!(trees[3].1, Expr::Value(Value::I64(7)));
    let some = Track::seconds.set_or_null(Some(5)).into_trees();
    assert_eq!(some[0].1, Expr::Value(Value::I32(5)));
}

/// A bare column orders ascending; tuples keep their order.
#[test]
fn orders_keep_their_order() {
    let orders = (Album::released.desc(), Album::title).into_orders();
    let directions: Vec<_> = orders.iter().map(|order| order.direction).collect();
    assert_eq!(directions, [Direction::Descending, Direction::Ascending]);
    assert_eq!(IntoOrders::<Album>::into_orders(vec![Album::id.asc()]).len(), 1);
}

/// The key of a row encodes as the row's id.
#[test]
fn keys_encode_as_ids() {
    assert_eq!(artist(7).key().encode(), Value::I64(7));
    assert_eq!(<Option<ForeignKey<Artist>>>::None.encode(), Value::Null(SqlType::I64));
}
