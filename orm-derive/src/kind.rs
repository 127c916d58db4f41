//! What can be told of a field's type from how it is written.

use syn::{GenericArgument, PathArguments, Type, TypePath};

/// A field's type, as far as its name tells. An alias, or a type of the application's own, is `Other`: what it is
/// comes out when constants are evaluated.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// `i16`, `i32`, `i64`.
    Integer,
    /// `String`.
    Text,
    /// `Decimal`.
    Decimal,
    /// A known type that no attribute is about.
    Plain,
    /// `ForeignKey<..>`.
    ForeignKey,
    /// `Many<..>`.
    Many,
    /// Any other.
    Other,
}

/// The type's kind, and whether it is written as an `Option`.
pub(crate) fn classify(ty: &Type) -> (Kind, bool) {
    match named(ty) {
        Some((name, Some(inner))) if name == "Option" => (classify(inner).0, true),
        Some((name, inner)) => (by_name(&name, inner), false),
        None => (Kind::Other, false),
    }
}

fn by_name(name: &str, inner: Option<&Type>) -> Kind {
    match (name, inner) {
        ("i16" | "i32" | "i64", _) => Kind::Integer,
        ("String", _) => Kind::Text,
        ("Decimal", _) => Kind::Decimal,
        ("ForeignKey", Some(_)) => Kind::ForeignKey,
        ("Many", Some(_)) => Kind::Many,
        ("bool" | "f32" | "f64" | "Vec" | "DateTime" | "Uuid" | "Json", _) => Kind::Plain,
        ("NaiveDate" | "NaiveTime" | "NaiveDateTime", _) => Kind::Plain,
        _ => Kind::Other,
    }
}

/// What is in a `Many<..>`.
pub(crate) fn inside(ty: &Type) -> Option<&Type> {
    named(ty)?.1
}

/// For a type that no field can have, what to use instead. Everything else is left to the type checker.
pub(crate) fn remedy(ty: &Type) -> Option<&'static str> {
    let ty = match named(ty) {
        Some((name, Some(inner))) if name == "Option" => inner,
        _ => ty,
    };
    match ty {
        Type::Reference(_) => Some("a model owns its fields; use `String` for text and `Vec<u8>` for bytes"),
        _ => match named(ty)?.0.as_str() {
            "u8" | "i8" => Some("SQL has no integers of this size; use `i16`"),
            "u16" => Some("SQL has no unsigned integers; use `i32`"),
            "u32" | "u64" | "usize" | "isize" => Some("SQL has no integers of this type; use `i64`"),
            "i128" | "u128" => Some("SQL has no integers of this size; use `Decimal`"),
            "char" | "str" => Some("use `String`"),
            "Option" => Some("an `Option` in an `Option` cannot be told apart from NULL; use one"),
            _ => None,
        },
    }
}

/// The last name in a path, and its first generic argument.
fn named(ty: &Type) -> Option<(String, Option<&Type>)> {
    let ty = match ty {
        Type::Group(group) => &*group.elem,
        Type::Paren(paren) => &*paren.elem,
        ty => ty,
    };
    let Type::Path(TypePath { qself: None, path }) = ty else { return None };
    let last = path.segments.last()?;
    let inner = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
        }
        _ => None,
    };
    Some((last.ident.to_string(), inner))
}
