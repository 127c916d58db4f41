//! A field, parsed and checked.

use crate::{
    kind::{Kind, inside},
    options::FieldOptions,
};
use proc_macro2::Span;
use quote::ToTokens;
use syn::{Ident, Type, Visibility, ext::IdentExt, spanned::Spanned};

/// A field of the model.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) ty: Type,
    pub(crate) kind: Kind,
    /// Whether the type is written as an `Option`.
    pub(crate) optional: bool,
    pub(crate) options: FieldOptions,
}

impl Field {
    /// The Rust name, without `r#`.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }

    /// The constant's name.
    pub(crate) fn const_name(&self) -> &Ident {
        self.options.const_name.as_ref().map_or(&self.ident, |(_, name)| name)
    }

    /// Whether it is a column.
    pub(crate) fn is_stored(&self) -> bool {
        self.kind != Kind::Many
    }

    /// The model whose rows a `Many` holds.
    pub(crate) fn many_of(&self) -> Option<&Type> {
        if self.kind == Kind::Many { inside(&self.ty) } else { None }
    }

    /// Whether a new row must give it.
    pub(crate) fn is_required(&self) -> bool {
        self.is_stored() && self.options.auto.is_none() && self.options.default.is_none()
    }

    /// Where errors about its type point.
    pub(crate) fn type_span(&self) -> Span {
        self.ty.span()
    }

    /// How the type is written, for messages.
    pub(crate) fn type_name(&self) -> String {
        let spaced = self.ty.to_token_stream().to_string();
        [(" < ", "<"), (" >", ">"), (" :: ", "::"), ("& ", "&")]
            .iter()
            .fold(spaced, |name, (from, to)| name.replace(from, to))
    }
}
