//! What a new row needs.

use crate::{field::Field, input::Input};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

/// `NewAlbum`, for `Album`.
pub(super) fn structure(model: &Input) -> TokenStream {
    let (vis, new) = (&model.vis, format_ident!("New{}", model.ident));
    let doc = format!(
        "What a new [`{0}`] needs. Fields that the database numbers, and fields with a default, can be given by \
         `.with({0}::field, value)`.",
        model.ident
    );
    let fields = model.fields.iter().filter(|field| field.is_required()).map(|field| {
        let (vis, name, ty) = (&field.vis, &field.ident, &field.ty);
        let doc = format!("As `{}::{}`.", model.ident, field.name());
        quote! { #[doc = #doc] #vis #name: #ty, }
    });
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #[allow(dead_code)]
        #vis struct #new { #(#fields)* }
    }
}

/// From `NewAlbum` to the row that is inserted.
pub(super) fn conversions(model: &Input) -> TokenStream {
    let (ident, new) = (&model.ident, format_ident!("New{}", model.ident));
    let values = model.stored().enumerate().map(|(index, field)| value(ident, index, field));
    quote! {
        #[automatically_derived]
        impl ::core::convert::From<#new> for __segue::model::NewRow<#ident> {
            fn from(new: #new) -> Self {
                let _ = &new;
                __segue::model::NewRow::new(::std::vec![#(#values),*])
            }
        }

        #[automatically_derived]
        impl __segue::model::NewModel for #new {
            type Model = #ident;
        }
    }
}

/// The value of one field of the row: as it is given, or its default, or none, which leaves it to the database.
fn value(model: &Ident, index: usize, field: &Field) -> TokenStream {
    let name = &field.ident;
    match (field.is_required(), &field.options.default) {
        (true, _) => quote! { ::core::option::Option::Some(__segue::value::FieldType::encode(&new.#name)) },
        (false, Some(_)) => quote! { <#model as __segue::model::Model>::default_of(#index) },
        (false, None) => quote! { ::core::option::Option::None },
    }
}
