//! `derive(Model)`: makes a struct a row of a table.
//!
//! What it writes is data: one static description of the model, and functions that reach its fields. Parsing is in
//! `input`, what a field's attributes may say in `check`, and each part of the output in a file of `expand`.

mod check;
mod errors;
mod expand;
mod field;
mod input;
mod kind;
mod options;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct with named fields a model.
///
/// It implements `Model` and `FromRow`, adds a constant for each field (`Album::price`), and a struct `NewAlbum` with
/// what a new row needs: every field that the database does not number and that has no default.
///
/// On the struct, `#[model(..)]` takes:
///
/// | | |
/// |---|---|
/// | `table = "album"` | the table's name; without it, the struct's in snake case |
/// | `crate = path` | where Segue is, if not at `::segue` |
///
/// On a field, `#[field(..)]` takes:
///
/// | | |
/// |---|---|
/// | `primary_key` | one field of each model, never an `Option` |
/// | `auto` | the database numbers it; an integer primary key |
/// | `column = "title"` | the column's name; without it, the field's, with `_id` for a foreign key |
/// | `max_length = 120` | text: at most so many characters |
/// | `max_digits = 10, decimal_places = 2` | decimals: all digits, and those after the point |
/// | `stored_as = "number"` | decimals: SQLite keeps its own number, for tables that Segue did not make |
/// | `unique`, `index` | no two rows have the same value; there is an index |
/// | `default`, `default = expr` | what a new row has if nothing else is given; made anew for each row |
/// | `on_delete = "cascade"` | foreign keys: what happens when the row that it refers to goes: `cascade`, `restrict`, `set_null`, or `no_action`, which stands if nothing is said |
/// | `reverse = Album::artist` | `Many<Album>`: the foreign key that refers here |
/// | `const_name = ident` | another name for the constant, where the field's is taken by a method |
///
/// ```ignore
/// #[derive(Model, Debug, Clone, PartialEq)]
/// #[model(table = "album")]
/// pub struct Album {
///     #[field(primary_key, auto)]
///     pub id: i64,
///     #[field(max_length = 160, index)]
///     pub title: String,
///     #[field(max_digits = 10, decimal_places = 2)]
///     pub price: Decimal,
///     pub released: Option<NaiveDate>,
///     #[field(on_delete = "cascade")]
///     pub artist: ForeignKey<Artist>,
/// }
/// ```
#[proc_macro_derive(Model, attributes(model, field))]
pub fn derive_model(item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as DeriveInput);
    let (model, error) = input::parse(item);
    let errors = error.map(syn::Error::into_compile_error);
    let model = model.map(|model| expand::model(&model));
    [errors, model].into_iter().flatten().collect::<proc_macro2::TokenStream>().into()
}
