//! The implementations for the model itself.

use super::data;
use crate::{field::Field, input::Input};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Expr, ExprLit, Lit};

/// `Model`.
pub(super) fn model(model: &Input) -> TokenStream {
    let (ident, new) = (&model.ident, format_ident!("New{}", model.ident));
    let Some(key) = model.stored().nth(model.primary_key()) else { return TokenStream::new() };
    let (key_name, key_type, column_type) = (&key.ident, &key.ty, data::column_type(key));
    let encode = encode(model);
    let defaults = model.stored().enumerate().filter_map(|(index, field)| default(index, field));
    quote! {
        #[automatically_derived]
        impl __segue::model::Model for #ident {
            type Pk = #key_type;
            type New = #new;
            const KEY_TYPE: __segue::value::SqlType = #column_type;

            fn def() -> &'static __segue::model::ModelDef {
                &__MODEL
            }

            fn pk(&self) -> &Self::Pk {
                &self.#key_name
            }

            fn encode_field(&self, index: usize) -> __segue::value::Value {
                match index { #encode }
            }

            fn default_of(index: usize) -> ::core::option::Option<__segue::value::Value> {
                match index {
                    #(#defaults)*
                    _ => ::core::option::Option::None,
                }
            }
        }
    }
}

/// An arm for each field. The last one stands for every other index too, so that nothing can panic.
fn encode(model: &Input) -> TokenStream {
    let last = model.stored().count().saturating_sub(1);
    let arms = model.stored().enumerate().map(|(index, field)| {
        let name = &field.ident;
        let pattern = if index == last { quote!(_) } else { quote!(#index) };
        quote! { #pattern => __segue::value::FieldType::encode(&self.#name), }
    });
    quote! { #(#arms)* }
}

fn default(index: usize, field: &Field) -> Option<TokenStream> {
    let ty = &field.ty;
    let (_, given) = field.options.default.as_ref()?;
    let value = match given {
        None => quote!(::core::default::Default::default()),
        // A text literal for a `String`, or for whatever else is made from one.
        Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => quote!(::core::convert::Into::into(#text)),
        Some(expr) => quote!(#expr),
    };
    Some(quote! {
        #index => {
            let value: #ty = #value;
            ::core::option::Option::Some(__segue::value::FieldType::encode(&value))
        }
    })
}

/// `FromRow`: the fields by their index, then what `select_related` brought.
pub(super) fn from_row(model: &Input) -> TokenStream {
    let ident = &model.ident;
    let stored = model.stored().enumerate().map(|(index, field)| {
        let name = &field.ident;
        quote! { #name: reader.field(&__FIELDS[#index])?, }
    });
    let many = model.reverse().enumerate().map(|(index, field)| {
        let name = &field.ident;
        quote! { #name: __segue::model::Many::unloaded(|| &__REVERSE[#index]), }
    });
    quote! {
        #[automatically_derived]
        impl __segue::model::FromRow for #ident {
            fn from_row(reader: &mut __segue::model::Reader<'_>) -> __segue::Result<Self> {
                let mut model = #ident { #(#stored)* #(#many)* };
                reader.relate(&mut model)?;
                ::core::result::Result::Ok(model)
            }
        }
    }
}

/// `Append`: what `annotate` makes of the model.
pub(super) fn append(model: &Input) -> TokenStream {
    let ident = &model.ident;
    quote! {
        #[automatically_derived]
        impl<T: __segue::model::FromRow> __segue::model::Append<T> for #ident {
            type Out = (#ident, T);
        }
    }
}
