//! What a new row needs.

use crate::input::Input;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

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
    let given = model.stored().enumerate().filter(|(_, field)| field.is_required()).map(|(index, field)| {
        let name = &field.ident;
        quote! { (#index, __segue::value::FieldType::encode(&new.#name)) }
    });
    quote! {
        #[automatically_derived]
        impl ::core::convert::From<#new> for __segue::model::NewRow<#ident> {
            fn from(new: #new) -> Self {
                let _ = &new;
                __segue::model::NewRow::new([#(#given),*])
            }
        }

        #[automatically_derived]
        impl __segue::model::NewModel for #new {
            type Model = #ident;
        }
    }
}
