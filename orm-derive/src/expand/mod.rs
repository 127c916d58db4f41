//! What the derive writes.
//!
//! Everything but the `New` struct stands in an anonymous constant, so that no name of it reaches the application.

mod asserts;
mod columns;
mod data;
mod implement;
mod new;

use crate::input::Input;
use proc_macro2::TokenStream;
use quote::quote;

/// Everything for one model.
pub(crate) fn model(model: &Input) -> TokenStream {
    let krate = &model.krate;
    let new_struct = new::structure(model);
    let parts = [
        data::statics(model),
        columns::constants(model),
        implement::model(model),
        implement::from_row(model),
        implement::append(model),
        new::conversions(model),
        asserts::all(model),
    ];
    quote! {
        #new_struct
        #[allow(clippy::all, clippy::pedantic, clippy::nursery)]
        const _: () = {
            use #krate::__private as __segue;
            #(#parts)*
        };
    }
}
