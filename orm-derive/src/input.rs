//! The model, parsed and checked.

use crate::{
    check,
    errors::Errors,
    field::Field,
    kind::classify,
    options::{FieldOptions, ModelOptions},
};
use syn::{Data, DeriveInput, Fields, FieldsNamed, Ident, Path, Visibility, ext::IdentExt, parse_quote};

/// A model.
pub(crate) struct Input {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) table: String,
    /// Where Segue is.
    pub(crate) krate: Path,
    /// All fields, in their order.
    pub(crate) fields: Vec<Field>,
}

impl Input {
    /// The fields that are columns, in their order.
    pub(crate) fn stored(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.is_stored())
    }

    /// The fields that are `Many`, in their order.
    pub(crate) fn reverse(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.is_stored())
    }

    /// The primary key's index among the stored fields.
    pub(crate) fn primary_key(&self) -> usize {
        self.stored().position(|field| field.options.primary_key.is_some()).unwrap_or(0)
    }
}

/// Reads the struct that the derive stands on. Gives the model, if one can be made of it, and everything that is wrong with it, each at its place.
pub(crate) fn parse(item: DeriveInput) -> (Option<Input>, Option<syn::Error>) {
    let mut errors = Errors::default();
    let options = ModelOptions::read(&item.attrs, &mut errors);
    if !item.generics.params.is_empty() {
        errors.fatal(
            &item.generics,
            "a model cannot be generic: one model is one table; write one struct for each",
        );
    }
    let fields = match named_fields(item.data, &item.ident) {
        Ok(fields) => fields.named.into_iter().filter_map(|field| read_field(field, &mut errors)).collect(),
        Err(error) => {
            errors.push(error);
            return (None, errors.into_error());
        }
    };
    let table =
        options.table.map_or_else(|| snake_case(&item.ident.unraw().to_string()), |name| name.value());
    let krate = options.krate.unwrap_or_else(|| parse_quote!(::segue));
    let input = Input { ident: item.ident, vis: item.vis, table, krate, fields };
    check::model(&input, &mut errors);
    (errors.can_go_on().then_some(input), errors.into_error())
}

fn named_fields(data: Data, ident: &Ident) -> syn::Result<FieldsNamed> {
    let found = match data {
        Data::Struct(data) => match data.fields {
            Fields::Named(fields) => return Ok(fields),
            Fields::Unnamed(_) => "this one's fields have no names",
            Fields::Unit => "this one has no fields",
        },
        Data::Enum(_) => {
            "this is an enum; to keep one in a field, implement `CustomField` for it, and leave out the derive"
        }
        Data::Union(_) => "this is a union",
    };
    let message = format!("a model is a struct with named fields, one for each column; {found}");
    Err(syn::Error::new(ident.span(), message))
}

fn read_field(field: syn::Field, errors: &mut Errors) -> Option<Field> {
    let options = FieldOptions::read(&field.attrs, errors);
    let (kind, optional) = classify(&field.ty);
    Some(Field { ident: field.ident?, vis: field.vis, ty: field.ty, kind, optional, options })
}

/// `InvoiceLine` as `invoice_line`, `HTTPLog` as `http_log`.
fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::with_capacity(name.len() + 4);
    for (index, letter) in letters.iter().enumerate() {
        let after_lower = index > 0 && !letters[index - 1].is_uppercase() && letters[index - 1] != '_';
        let before_lower = index > 0
            && letters[index - 1].is_uppercase()
            && letters.get(index + 1).is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && (after_lower || before_lower) {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words are told apart by case; a run of capitals is one word.
    #[test]
    fn tables_are_named_in_snake_case() {
        for (name, table) in [
            ("Album", "album"),
            ("InvoiceLine", "invoice_line"),
            ("HTTPLog", "http_log"),
            ("Log2Entry", "log2_entry"),
            ("A", "a"),
        ] {
            assert_eq!(snake_case(name), table);
        }
    }
}
