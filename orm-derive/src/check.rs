//! What the attributes may say, as far as it can be told from how types are written. For other types, the
//! `expand::asserts` module asks the same questions of the type itself.

use crate::{
    errors::Errors,
    field::Field,
    input::Input,
    kind::{Kind, remedy},
    options::Given,
};
use std::collections::HashSet;

/// The digits that `rust_decimal` can hold.
pub(crate) const MAX_DIGITS: u32 = 28;

/// Checks the whole model.
pub(crate) fn model(model: &Input, errors: &mut Errors) {
    primary_keys(model, errors);
    columns(model, errors);
    for each in &model.fields {
        if each.is_stored() { stored(each, errors) } else { many(each, errors) }
    }
}

fn primary_keys(model: &Input, errors: &mut Errors) {
    let mut keys = model.fields.iter().filter_map(|field| field.options.primary_key.as_ref());
    if keys.next().is_none() {
        let message = "a model needs a primary key: add `#[field(primary_key, auto)]` to an `i64` field, \
             or `#[field(primary_key)]` to the field that names a row";
        errors.fatal(&model.ident, message);
    }
    for (path, ()) in keys {
        errors.at(path, "a model has one primary key, and another field is it already; leave this one out");
    }
}

fn columns(model: &Input, errors: &mut Errors) {
    let mut seen = HashSet::new();
    for (path, column) in model.fields.iter().filter_map(|field| field.options.column.as_ref()) {
        if column.value().is_empty() {
            errors.at(path, "a column's name cannot be empty");
        } else if !seen.insert(column.value()) {
            errors.at(column, "another field is kept in this column already; give each its own");
        }
    }
    let names = model.fields.iter().filter(|field| field.options.column.is_none());
    for field in names.filter(|field| field.is_stored()) {
        let name = if field.kind == Kind::ForeignKey { format!("{}_id", field.name()) } else { field.name() };
        if !seen.insert(name.clone()) {
            let message =
                format!("another field is kept in the column `{name}`; give this one `column = \"..\"`");
            errors.at(&field.ident, message);
        }
    }
}

fn stored(field: &Field, errors: &mut Errors) {
    if let Some(remedy) = remedy(&field.ty) {
        errors.fatal(&field.ty, format!("`{}` cannot be a model's field: {remedy}", field.type_name()));
        return;
    }
    keys(field, errors);
    if let Some((path, length)) = &field.options.max_length {
        wrong_kind(field, path, Kind::Text, "text: `String`, or `Option<String>`", errors);
        if *length == 0 {
            errors.at(path, "a text of at most no character holds nothing; give a length of 1 or more");
        }
    }
    decimal(field, errors);
    on_delete(field, errors);
    if let Some((path, _)) = &field.options.reverse {
        let message = format!("`reverse` belongs to a field of type `Many<..>`, not `{}`", field.type_name());
        errors.at(path, message);
    }
}

fn keys(field: &Field, errors: &mut Errors) {
    let options = &field.options;
    if options.primary_key.is_some() && field.optional {
        let message =
            "a primary key is never NULL; leave out the `Option` (`auto` numbers new rows without it)";
        errors.fatal(&field.ty, message);
    }
    let Some((path, ())) = &options.auto else { return };
    wrong_kind(field, path, Kind::Integer, "an integer: `i64`, `i32` or `i16`", errors);
    if options.primary_key.is_none() {
        errors.at(path, "the database numbers primary keys only; write `#[field(primary_key, auto)]`");
    }
    if let Some((path, _)) = &options.default {
        errors.at(path, "a field that the database numbers has no default; leave out `auto` or `default`");
    }
}

fn decimal(field: &Field, errors: &mut Errors) {
    let options = &field.options;
    let expected = "a decimal: `Decimal`, or `Option<Decimal>`";
    for path in [path_of(&options.max_digits), path_of(&options.decimal_places)].into_iter().flatten() {
        wrong_kind(field, path, Kind::Decimal, expected, errors);
    }
    if let Some((path, form)) = &options.stored_as {
        wrong_kind(field, path, Kind::Decimal, expected, errors);
        if form.value() != "number" {
            errors.at(
                form,
                "`stored_as` takes \"number\"; without it, SQLite keeps the integer of the smallest unit",
            );
        }
    }
    match (&options.max_digits, &options.decimal_places) {
        (Some((path, digits)), _) if !(1..=MAX_DIGITS).contains(digits) => {
            errors.at(path, format!("`max_digits` must lie between 1 and {MAX_DIGITS}, and is {digits}"));
        }
        (Some((_, digits)), Some((path, places))) if places > digits => {
            let message =
                format!("`decimal_places` is {places}, and `max_digits`, which includes them, is {digits}");
            errors.at(path, format!("{message}; raise the one or lower the other"));
        }
        (Some((path, _)), None) => errors.at(path, "`max_digits` needs `decimal_places` beside it"),
        (None, Some((path, _))) => errors.at(path, "`decimal_places` needs `max_digits` beside it"),
        (None, None) if field.kind == Kind::Decimal => {
            let message = "a decimal states its digits, so that every database keeps it exactly: add \
                 `#[field(max_digits = 10, decimal_places = 2)]`";
            errors.at(&field.ty, message);
        }
        _ => {}
    }
}

fn on_delete(field: &Field, errors: &mut Errors) {
    let Some((path, action)) = &field.options.on_delete else { return };
    wrong_kind(field, path, Kind::ForeignKey, "a foreign key: `ForeignKey<..>`, or `Option` of one", errors);
    match action.value().as_str() {
        "cascade" | "restrict" | "no_action" => {}
        "set_null" if field.kind == Kind::ForeignKey && !field.optional => {
            let message =
                format!("\"set_null\" needs a field that may be NULL: `Option<{}>`", field.type_name());
            errors.at(action, message);
        }
        "set_null" => {}
        other => {
            let message = format!(
                "there is no action \"{other}\"; use \"cascade\", \"restrict\", \"set_null\" or \"no_action\""
            );
            errors.at(action, message);
        }
    }
}

/// A `Many` has no column, so nothing that is said of columns.
fn many(field: &Field, errors: &mut Errors) {
    let options = &field.options;
    if field.optional {
        errors.fatal(&field.ty, "a `Many` is empty where no row refers to this one; leave out the `Option`");
    }
    if options.reverse.is_none() {
        let message =
            "a `Many` names the foreign key that refers here: add `#[field(reverse = Other::field)]`";
        errors.fatal(&field.ty, message);
    }
    let of_columns = [
        path_of(&options.primary_key),
        path_of(&options.auto),
        path_of(&options.unique),
        path_of(&options.index),
        path_of(&options.column),
        path_of(&options.max_length),
        path_of(&options.max_digits),
        path_of(&options.decimal_places),
        path_of(&options.stored_as),
        path_of(&options.default),
        path_of(&options.on_delete),
    ];
    for path in of_columns.into_iter().flatten() {
        errors.at(path, "a `Many` has no column; it takes `reverse` and `const_name` only");
    }
}

/// Complains if the option at `path` is about another kind of type. What is no known type is asked later.
fn wrong_kind(field: &Field, path: &syn::Path, kind: Kind, expected: &str, errors: &mut Errors) {
    if field.kind != kind && field.kind != Kind::Other {
        let option = path.get_ident().map(ToString::to_string).unwrap_or_default();
        errors.at(path, format!("`{option}` needs {expected}; this field is `{}`", field.type_name()));
    }
}

fn path_of<T>(given: &Given<T>) -> Option<&syn::Path> {
    given.as_ref().map(|(path, _)| path)
}
