//! `#[derive(Compact)]`: reading, writing and viewing a type in wireloom's compact format.
//!
//! It is re-exported, and its format described, as `wireloom_codecs::compact::Compact`.
#![forbid(unsafe_code)]
mod decode;
mod encode;
mod item;
mod options;
mod view;
mod view_traits;

use proc_macro::TokenStream;
use quote::quote;
use syn::{Path, parse_quote};

/// Implements `Layout`, `Encode`, `Decode` and `Viewed` for a struct or an enum.
///
/// Fields are written in the order in which they are declared; an enum writes the number of its
/// variant first, counted from 0 (an explicit `= 7` does not change that). Type parameters get the
/// bounds that they need. A type with lifetimes borrows from the bytes that it is read from.
///
/// The view of `User` is `UserView<'a>`, with the same fields in their borrowed forms; it is
/// `Clone`, `Debug` and `PartialEq`, so they must be, too. Types that hold only numbers, and types
/// that have lifetimes, are their own view.
///
/// # Attributes on the type
///
/// - `#[compact(view = Name)]` names the view; `#[compact(view = Self)]` makes an owned type its
///   own view.
/// - `#[compact(bare_view)]` makes one without `Clone`, `Debug` and `PartialEq`.
/// - `#[compact(no_view)]` makes none.
/// - `#[compact(crate = path)]` says where `wireloom_codecs` is, for whoever re-exports it.
///
/// # Attributes on a field
///
/// - `#[compact(as = u8)]` writes a number as one of another type, and refuses to write what does
///   not fit (`Unwritable`; `size` does not look into lists whose items are all of one size).
///   Protobuf has no `u8`: this is how its types get one here.
#[proc_macro_derive(Compact, attributes(compact))]
pub fn compact(input: TokenStream) -> TokenStream {
    derive(input, &parse_quote!(::wireloom_codecs))
}

/// The same for those who have `wireloom_codecs` through the facade only: `wireloom::codecs`
/// exports it under the name `Compact`.
#[proc_macro_derive(FacadeCompact, attributes(compact))]
pub fn facade_compact(input: TokenStream) -> TokenStream {
    derive(input, &parse_quote!(::wireloom::codecs))
}

/// What the derive gives, in terms of `codecs`, unless the type says where else that is.
fn derive(input: TokenStream, codecs: &Path) -> TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    match item::Item::new(&input, codecs) {
        Ok(item) => {
            let encode = encode::impls(&item);
            let decode = decode::impls(&item);
            let view = view::items(&item);
            quote!(#encode #decode #view).into()
        }
        Err(error) => error.to_compile_error().into(),
    }
}
