//! What `#[compact(…)]` says.
use quote::ToTokens;
use syn::{Attribute, Ident, Path, Result, Token, Type, parse_quote};

/// The attributes of a type.
pub(crate) struct Options {
    /// The path of the `compact` module.
    pub(crate) path: Path,
    /// What to do about a view.
    pub(crate) view: View,
    /// Whether the view goes without `Clone`, `Debug` and `PartialEq`.
    pub(crate) bare_view: bool,
}

/// Which view to make.
pub(crate) enum View {
    /// `FooView`, or the type itself if it has nothing to borrow.
    Default,
    /// One of this name.
    Named(Ident),
    /// The type itself.
    Same,
    /// None.
    Nothing,
}

impl Options {
    /// What the attributes say; `codecs` is where the crate is if they do not say.
    pub(crate) fn new(attributes: &[Attribute], codecs: &Path) -> Result<Self> {
        let path = parse_quote!(#codecs::compact);
        let mut options = Self { path, view: View::Default, bare_view: false };
        for attribute in attributes.iter().filter(|a| a.path().is_ident("compact")) {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("crate") {
                    let path: Path = meta.value()?.call(Path::parse_mod_style)?;
                    options.path = parse_quote!(#path::compact);
                } else if meta.path.is_ident("no_view") {
                    options.view = View::Nothing;
                } else if meta.path.is_ident("bare_view") {
                    options.bare_view = true;
                } else if meta.path.is_ident("view") {
                    let path: Path = meta.value()?.call(Path::parse_mod_style)?;
                    options.view = if path.is_ident("Self") {
                        View::Same
                    } else {
                        View::Named(syn::parse2(path.into_token_stream())?)
                    };
                } else {
                    return Err(meta.error("expected `view`, `no_view`, `bare_view` or `crate`"));
                }
                Ok(())
            })?;
        }
        Ok(options)
    }
}

/// What the attributes of a field say that it is written as.
pub(crate) fn wire(attributes: &[Attribute]) -> Result<Option<Type>> {
    let mut wire = None;
    for attribute in attributes.iter().filter(|a| a.path().is_ident("compact")) {
        // `as` is a keyword, which `parse_nested_meta` takes for no name.
        attribute.parse_args_with(|input: syn::parse::ParseStream<'_>| {
            if input.parse::<Option<Token![as]>>()?.is_none() {
                return Err(input.error("expected `as`"));
            }
            input.parse::<Token![=]>()?;
            wire = Some(input.parse()?);
            Ok(())
        })?;
    }
    Ok(wire)
}
