//! The static description.

use crate::{check::MAX_DIGITS, field::Field, input::Input, kind::Kind};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

/// `__MODEL`, `__FIELDS` and `__REVERSE`.
pub(super) fn statics(model: &Input) -> TokenStream {
    let (ident, table, key) = (&model.ident, &model.table, model.primary_key());
    let name = ident.to_string();
    let fields: Vec<_> = model.stored().enumerate().map(|(index, each)| field(model, index, each)).collect();
    let (count, reverse) = (fields.len(), reverse(model));
    quote! {
        static __MODEL: __segue::model::ModelDef = __segue::model::ModelDef {
            name: #name,
            table: #table,
            fields: &__FIELDS,
            primary_key: #key,
            texts: __segue::model::Texts::new(),
        };
        static __FIELDS: [__segue::model::FieldDef; #count] = [#(#fields),*];
        #reverse
    }
}

fn field(model: &Input, index: usize, field: &Field) -> TokenStream {
    let (ident, name) = (&model.ident, field.name());
    let (column, ty, foreign_key) = (column(field), column_type(field), foreign_key(index, field));
    let nullable = nullable(field);
    let [primary_key, auto, unique, index] = [
        field.options.primary_key.is_some(),
        field.options.auto.is_some(),
        field.options.unique.is_some(),
        field.options.index.is_some(),
    ];
    quote! {
        __segue::model::FieldDef {
            model: <#ident as __segue::model::Model>::def,
            name: #name,
            column: #column,
            ty: #ty,
            nullable: #nullable,
            primary_key: #primary_key,
            auto: #auto,
            unique: #unique,
            index: #index,
            foreign_key: #foreign_key,
        }
    }
}

/// The column's name. Whether an unknown type is a foreign key, its constant knows.
fn column(field: &Field) -> TokenStream {
    let name = field.name();
    let with_id = format!("{name}_id");
    match (&field.options.column, &field.kind) {
        (Some((_, column)), _) => quote!(#column),
        (None, Kind::ForeignKey) => quote!(#with_id),
        (None, Kind::Other) => {
            let reference = reference(field);
            quote!(if #reference.is_some() { #with_id } else { #name })
        }
        (None, _) => quote!(#name),
    }
}

/// The column's type, refined by the field's attributes.
pub(super) fn column_type(field: &Field) -> TokenStream {
    let ty = &field.ty;
    let plain = quote_spanned!(field.type_span()=> <#ty as __segue::value::FieldType>::SQL_TYPE);
    if let Some((_, length)) = &field.options.max_length {
        return quote!(#plain.with_max_length(#length));
    }
    match (&field.options.max_digits, &field.options.decimal_places) {
        (Some((_, digits)), Some((_, places))) => {
            let number = field.options.stored_as.is_some();
            // More than `check` allows has been reported by it.
            let [digits, places] = [digits, places].map(|count| (*count).min(MAX_DIGITS) as u8);
            quote!(#plain.with_digits(#digits, #places, #number))
        }
        _ => plain,
    }
}

/// Whether the type may be NULL, as a constant.
pub(super) fn nullable(field: &Field) -> TokenStream {
    let ty = &field.ty;
    quote! { <<#ty as __segue::value::FieldType>::Null as __segue::value::Nullity>::NULLABLE }
}

/// What the type refers to, as a constant.
pub(super) fn reference(field: &Field) -> TokenStream {
    let ty = &field.ty;
    quote! { <#ty as __segue::value::FieldType>::REFERENCE }
}

fn foreign_key(index: usize, field: &Field) -> TokenStream {
    if !matches!(field.kind, Kind::ForeignKey | Kind::Other) {
        return quote!(::core::option::Option::None);
    }
    let (name, reference, nullable) = (field.name(), reference(field), nullable(field));
    let action = match field.options.on_delete.as_ref().map(|(_, action)| action.value()).as_deref() {
        Some("cascade") => quote!(Cascade),
        Some("restrict") => quote!(Restrict),
        Some("set_null") => quote!(SetNull),
        _ => quote!(NoAction),
    };
    quote! {
        __segue::model::ForeignKeyDef::of(
            #reference,
            #name,
            || &__FIELDS[#index],
            #nullable,
            __segue::model::OnDelete::#action,
        )
    }
}

/// The steps from this model to those that refer to it, each checked by type.
fn reverse(model: &Input) -> TokenStream {
    let (ident, key) = (&model.ident, model.primary_key());
    let steps: Vec<_> = model.reverse().filter_map(|field| step(ident, key, field)).collect();
    if steps.is_empty() {
        return TokenStream::new();
    }
    let count = steps.len();
    quote! { static __REVERSE: [__segue::model::RelationDef; #count] = [#(#steps),*]; }
}

fn step(ident: &syn::Ident, key: usize, field: &Field) -> Option<TokenStream> {
    let (name, target, (_, column)) = (field.name(), field.many_of()?, field.options.reverse.as_ref()?);
    Some(quote! {
        __segue::model::RelationDef {
            name: #name,
            target: <#target as __segue::model::Model>::def,
            local: || &__FIELDS[#key],
            remote: || __segue::expr::Reverse::<#ident, #target>::remote(#column),
            optional: true,
            many: true,
        }
    })
}
