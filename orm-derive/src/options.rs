//! What `#[model(..)]` and `#[field(..)]` say, not yet checked.

use crate::errors::Errors;
use syn::{
    Attribute, Expr, Ident, LitInt, LitStr, Path, meta::ParseNestedMeta, parse::Parse, spanned::Spanned,
};

/// What `#[model(..)]` says.
#[derive(Default)]
pub(crate) struct ModelOptions {
    pub(crate) table: Option<LitStr>,
    pub(crate) krate: Option<Path>,
}

/// An option that was given, with the path that named it, for errors.
pub(crate) type Given<T> = Option<(Path, T)>;

/// What `#[field(..)]` says.
#[derive(Default)]
pub(crate) struct FieldOptions {
    pub(crate) primary_key: Given<()>,
    pub(crate) auto: Given<()>,
    pub(crate) unique: Given<()>,
    pub(crate) index: Given<()>,
    pub(crate) column: Given<LitStr>,
    pub(crate) max_length: Given<u32>,
    pub(crate) max_digits: Given<u32>,
    pub(crate) decimal_places: Given<u32>,
    pub(crate) stored_as: Given<LitStr>,
    /// `None` inside: `Default::default()`.
    pub(crate) default: Given<Option<Expr>>,
    pub(crate) on_delete: Given<LitStr>,
    pub(crate) reverse: Given<Path>,
    pub(crate) const_name: Given<Ident>,
}

const FIELD_OPTIONS: &str = "`primary_key`, `auto`, `column`, `max_length`, `max_digits`, `decimal_places`, \
     `stored_as`, `unique`, `index`, `default`, `on_delete`, `reverse`, `const_name`";

impl ModelOptions {
    /// Reads every `#[model(..)]` among `attributes`.
    pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut options = ModelOptions::default();
        each(attributes, "model", errors, |meta| options.option(meta));
        options
    }

    fn option(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        if meta.path.is_ident("table") {
            let name: LitStr = value(meta)?;
            if name.value().is_empty() {
                return Err(syn::Error::new(name.span(), "a table's name cannot be empty"));
            }
            once(&mut self.table, meta, name)
        } else if meta.path.is_ident("crate") {
            let path = meta.value()?.call(Path::parse_mod_style)?;
            once(&mut self.krate, meta, path)
        } else {
            Err(unknown(
                meta,
                "`#[model(..)]` has no such option; it takes `table = \"..\"` and `crate = path`",
            ))
        }
    }
}

impl FieldOptions {
    /// Reads every `#[field(..)]` among `attributes`.
    pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut options = FieldOptions::default();
        each(attributes, "field", errors, |meta| options.option(meta));
        options
    }

    fn option(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        let name = meta.path.get_ident().map(Ident::to_string).unwrap_or_default();
        match name.as_str() {
            "primary_key" => flag(&mut self.primary_key, meta),
            "auto" => flag(&mut self.auto, meta),
            "unique" => flag(&mut self.unique, meta),
            "index" => flag(&mut self.index, meta),
            "column" => given(&mut self.column, meta, value),
            "max_length" => given(&mut self.max_length, meta, number),
            "max_digits" => given(&mut self.max_digits, meta, number),
            "decimal_places" => given(&mut self.decimal_places, meta, number),
            "stored_as" => given(&mut self.stored_as, meta, value),
            "default" => given(&mut self.default, meta, optional_expr),
            "on_delete" => given(&mut self.on_delete, meta, value),
            "reverse" => given(&mut self.reverse, meta, value),
            "const_name" => given(&mut self.const_name, meta, value),
            _ => Err(unknown(meta, &format!("`#[field(..)]` has no such option; it takes {FIELD_OPTIONS}"))),
        }
    }
}

/// Hands each option of the attributes called `name` to `read`, and goes on after an error where that is possible.
fn each(
    attributes: &[Attribute],
    name: &str,
    errors: &mut Errors,
    mut read: impl FnMut(&ParseNestedMeta<'_>) -> syn::Result<()>,
) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        let mut found = Errors::default();
        let end = attribute.parse_nested_meta(|meta| {
            if let Err(error) = read(&meta) {
                found.push(error);
                skip(&meta)?;
            }
            Ok(())
        });
        // After an error in an option, what follows may be none of ours.
        if let Some(error) = found.into_error().or(end.err()) {
            errors.push(error);
        }
    }
}

/// Passes over the value of an option that was not understood.
fn skip(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    while !meta.input.is_empty() && !meta.input.peek(syn::Token![,]) {
        meta.input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

fn flag(slot: &mut Given<()>, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(syn::Token![=]) {
        return Err(unknown(meta, "this option takes no value; leave out what follows it"));
    }
    once(slot, meta, (meta.path.clone(), ()))
}

fn given<T>(
    slot: &mut Given<T>,
    meta: &ParseNestedMeta<'_>,
    read: fn(&ParseNestedMeta<'_>) -> syn::Result<T>,
) -> syn::Result<()> {
    let value = (meta.path.clone(), read(meta)?);
    once(slot, meta, value)
}

fn once<T>(slot: &mut Option<T>, meta: &ParseNestedMeta<'_>, value: T) -> syn::Result<()> {
    if slot.is_some() {
        return Err(unknown(meta, "this option is given twice; leave one out"));
    }
    *slot = Some(value);
    Ok(())
}

fn value<T: Parse>(meta: &ParseNestedMeta<'_>) -> syn::Result<T> {
    meta.value()?.parse()
}

fn number(meta: &ParseNestedMeta<'_>) -> syn::Result<u32> {
    value::<LitInt>(meta)?.base10_parse()
}

fn optional_expr(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<Expr>> {
    if meta.input.peek(syn::Token![=]) { value(meta).map(Some) } else { Ok(None) }
}

fn unknown(meta: &ParseNestedMeta<'_>, message: &str) -> syn::Error {
    syn::Error::new(meta.path.span(), message)
}
