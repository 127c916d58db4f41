//! Several errors at once: a user who made three mistakes wants to hear of three.

use quote::ToTokens;
use std::fmt::Display;

/// The errors found so far.
#[derive(Default)]
pub(crate) struct Errors {
    all: Option<syn::Error>,
    /// Whether one of them leaves nothing to write a model from.
    fatal: bool,
}

impl Errors {
    /// Adds one that points at `tokens`.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Adds one.
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.all {
            Some(all) => all.combine(error),
            None => self.all = Some(error),
        }
    }

    /// Adds one that leaves nothing to write a model from.
    pub(crate) fn fatal(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.fatal = true;
        self.at(tokens, message);
    }

    /// Whether a model can be written all the same: the application's use of it then gives no errors of its own.
    pub(crate) fn can_go_on(&self) -> bool {
        !self.fatal
    }

    /// All of them as one.
    pub(crate) fn into_error(self) -> Option<syn::Error> {
        self.all
    }
}
