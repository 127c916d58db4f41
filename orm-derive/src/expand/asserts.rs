//! What `check` could not tell from how a type is written: asked of the type, when constants are evaluated.

use super::data;
use crate::{field::Field, input::Input, kind::Kind};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

/// The questions about all fields of types that are not known by name.
pub(super) fn all(model: &Input) -> TokenStream {
    model.stored().filter(|field| field.kind == Kind::Other).map(of_field).collect()
}

fn of_field(field: &Field) -> TokenStream {
    let ty = &field.ty;
    let sql = quote!(<#ty as __segue::value::FieldType>::SQL_TYPE);
    let options = &field.options;
    let mut asserts = TokenStream::new();
    let mut require = |condition: TokenStream, message: &str| {
        asserts.extend(
            quote_spanned! {field.type_span()=> const _: () = ::core::assert!(#condition, #message); },
        );
    };
    if options.max_length.is_some() {
        require(quote!(#sql.is_text()), "`max_length` needs a field that is kept as text");
    }
    if options.auto.is_some() {
        require(quote!(#sql.is_integer()), "`auto` needs a field that is kept as an integer");
    }
    if options.max_digits.is_some() {
        require(quote!(#sql.is_decimal()), "`max_digits` needs a field that is kept as a decimal");
    } else {
        let reference = data::reference(field);
        let message = "a decimal states its digits: add `#[field(max_digits = 10, decimal_places = 2)]`";
        require(quote!(!#sql.is_decimal() || #reference.is_some()), message);
    }
    if let Some((_, action)) = &options.on_delete {
        let reference = data::reference(field);
        require(quote!(#reference.is_some()), "`on_delete` needs a foreign key");
        if action.value() == "set_null" {
            require(data::nullable(field), "`on_delete = \"set_null\"` needs an `Option`");
        }
    }
    asserts
}
