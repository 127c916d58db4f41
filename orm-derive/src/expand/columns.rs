//! The constants by which queries name the fields.

use crate::{field::Field, input::Input};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

/// One for each field.
pub(super) fn constants(model: &Input) -> TokenStream {
    let ident = &model.ident;
    let columns = model.stored().enumerate().map(|(index, field)| column(model, index, field));
    let reverse = model.reverse().enumerate().filter_map(|(index, field)| reverse(model, index, field));
    quote! {
        #[allow(non_upper_case_globals, dead_code)]
        impl #ident {
            #(#columns)*
            #(#reverse)*
        }
    }
}

fn column(model: &Input, index: usize, field: &Field) -> TokenStream {
    let (ident, vis, name, ty) = (&model.ident, &field.vis, &field.ident, &field.ty);
    let constant = field.const_name();
    let doc = format!("The column of `{}`, for queries.", field.name());
    quote_spanned! {constant.span()=>
        #[doc = #doc]
        #vis const #constant: __segue::expr::Column<#ident, #ty> =
            __segue::expr::Column::new(|| &__FIELDS[#index], |model| &mut model.#name);
    }
}

fn reverse(model: &Input, index: usize, field: &Field) -> Option<TokenStream> {
    let (ident, vis, name, target) = (&model.ident, &field.vis, &field.ident, field.many_of()?);
    let constant = field.const_name();
    let doc = format!("The rows of `{}`, for queries.", field.name());
    Some(quote! {
        #[doc = #doc]
        #vis const #constant: __segue::expr::Reverse<#ident, #target> =
            __segue::expr::Reverse::new(|| &__REVERSE[#index], |model| &mut model.#name);
    })
}
