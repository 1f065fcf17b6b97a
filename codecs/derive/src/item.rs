//! The declaration that the implementations are made for.
use crate::options::{self, Options};
use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Fields, Generics, Ident, Member, Path, Type, Visibility};

/// A struct is an item with one variant and no tag.
pub(crate) struct Item<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) vis: &'i Visibility,
    pub(crate) generics: &'i Generics,
    pub(crate) options: Options,
    pub(crate) is_enum: bool,
    pub(crate) variants: Vec<Variant<'i>>,
}

/// Fields, and what to call them by.
pub(crate) struct Variant<'i> {
    /// None for a struct.
    pub(crate) ident: Option<&'i Ident>,
    pub(crate) attributes: &'i [Attribute],
    pub(crate) shape: &'i Fields,
    pub(crate) fields: Vec<Field<'i>>,
}

/// One field.
pub(crate) struct Field<'i> {
    pub(crate) member: Member,
    pub(crate) vis: &'i Visibility,
    pub(crate) attributes: &'i [Attribute],
    pub(crate) ty: &'i Type,
    /// The type that it is written as, if that is another.
    pub(crate) wire: Option<Type>,
}

impl Field<'_> {
    /// The type whose bytes stand for it.
    pub(crate) fn wire(&self) -> &Type {
        self.wire.as_ref().unwrap_or(self.ty)
    }

    /// Its name or number, as people write it.
    pub(crate) fn name(&self) -> String {
        match &self.member {
            Member::Named(name) => name.unraw().to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        }
    }
}

impl<'i> Item<'i> {
    pub(crate) fn new(input: &'i DeriveInput, codecs: &Path) -> syn::Result<Self> {
        let (is_enum, variants) = match &input.data {
            Data::Struct(data) => (false, vec![Variant::new(None, &[], &data.fields)?]),
            Data::Enum(data) => {
                let variants = data.variants.iter();
                let made = variants.map(|v| Variant::new(Some(&v.ident), &v.attrs, &v.fields));
                (true, made.collect::<syn::Result<_>>()?)
            }
            Data::Union(_) => {
                let what = "a union does not say which of its fields it holds";
                return Err(syn::Error::new(Span::call_site(), what));
            }
        };
        let options = Options::new(&input.attrs, codecs)?;
        let (ident, vis, generics) = (&input.ident, &input.vis, &input.generics);
        Ok(Self { ident, vis, generics, options, is_enum, variants })
    }

    /// All fields.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field<'i>> {
        self.variants.iter().flat_map(|variant| &variant.fields)
    }

    /// The types of all fields.
    pub(crate) fn types(&self) -> impl Iterator<Item = &'i Type> {
        self.fields().map(|field| field.ty)
    }

    /// The declared generics with a profile in front of the types, each type parameter bounded.
    pub(crate) fn generics_with(&self, bound: &TokenStream) -> Generics {
        let path = &self.options.path;
        let mut generics = self.generics.clone();
        generics.params.push(syn::parse_quote!(__P: #path::Profile));
        for param in self.generics.type_params() {
            let ident = &param.ident;
            generics.make_where_clause().predicates.push(syn::parse_quote!(#ident: #bound));
        }
        generics
    }

    /// How eagerly to inline. A small struct is part of whoever holds it: only there is the number
    /// of its bytes a constant, and its checks can be left out. (Not in a debug build, where that
    /// costs stack and saves nothing.)
    pub(crate) fn inline(&self) -> TokenStream {
        let small = !self.is_enum && self.types().count() <= 8;
        if small {
            quote! {
                #[cfg_attr(debug_assertions, inline)]
                #[cfg_attr(not(debug_assertions), inline(always))]
            }
        } else {
            quote!(#[inline])
        }
    }

    /// Whether the type borrows.
    pub(crate) fn has_lifetimes(&self) -> bool {
        self.generics.lifetimes().next().is_some()
    }

    /// The same tokens with every declared lifetime called `to`.
    pub(crate) fn with_lifetime(&self, tokens: TokenStream, to: &str) -> TokenStream {
        let names: Vec<_> = self.generics.lifetimes().map(|l| l.lifetime.ident.clone()).collect();
        rename(tokens, &names, &Ident::new(to, Span::call_site()))
    }
}

impl<'i> Variant<'i> {
    fn new(
        ident: Option<&'i Ident>,
        attributes: &'i [Attribute],
        shape: &'i Fields,
    ) -> syn::Result<Self> {
        let fields = shape.iter().zip(shape.members()).map(|(field, member)| {
            let wire = options::wire(&field.attrs)?;
            Ok(Field { member, vis: &field.vis, attributes: &field.attrs, ty: &field.ty, wire })
        });
        let fields = fields.collect::<syn::Result<_>>()?;
        Ok(Self { ident, attributes, shape, fields })
    }

    /// `Self::Variant`, or `Self`.
    pub(crate) fn path(&self) -> TokenStream {
        match self.ident {
            Some(ident) => quote!(Self::#ident),
            None => quote!(Self),
        }
    }

    /// A name for each field's value.
    pub(crate) fn names(&self, prefix: &str) -> Vec<Ident> {
        self.fields.iter().map(|field| format_ident!("__{}_{}", prefix, field.name())).collect()
    }

    /// `Self::Variant { member: name, … }`, which both matches and builds any shape.
    pub(crate) fn pattern(&self, names: &[Ident]) -> TokenStream {
        let path = self.path();
        let members = self.fields.iter().map(|field| &field.member);
        quote!(#path { #(#members: #names),* })
    }
}

/// Renames lifetimes in any tokens.
fn rename(tokens: TokenStream, names: &[Ident], to: &Ident) -> TokenStream {
    let mut after_quote = false;
    let renamed = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), rename(group.stream(), names, to));
            inner.set_span(group.span());
            after_quote = false;
            TokenTree::Group(inner)
        }
        TokenTree::Ident(ident) if after_quote && names.contains(&ident) => {
            after_quote = false;
            TokenTree::Ident(Ident::new(&to.to_string(), ident.span()))
        }
        other => {
            after_quote = matches!(&other, TokenTree::Punct(punct) if punct.as_char() == '\'');
            other
        }
    });
    renamed.collect()
}

/// Type parameters and const parameters as declared, without defaults, and without lifetimes.
pub(crate) fn params_without_lifetimes(generics: &Generics) -> Vec<TokenStream> {
    let mut generics = generics.clone();
    generics.params = generics
        .params
        .into_iter()
        .filter(|param| !matches!(param, syn::GenericParam::Lifetime(_)))
        .map(|mut param| {
            match &mut param {
                syn::GenericParam::Type(param) => (param.eq_token, param.default) = (None, None),
                syn::GenericParam::Const(param) => (param.eq_token, param.default) = (None, None),
                syn::GenericParam::Lifetime(_) => {}
            }
            param
        })
        .collect();
    generics.params.iter().map(ToTokens::to_token_stream).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    fn refused(input: &DeriveInput) -> String {
        Item::new(input, &syn::parse_quote!(::wireloom_codecs))
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn what_cannot_be_derived_is_said() {
        assert!(refused(&parse_quote!(union U { a: u8 })).contains("union"));
        let unknown = parse_quote! { #[compact(sideways)] struct S; };
        assert!(refused(&unknown).contains("`no_view`"));
        assert_eq!(refused(&parse_quote! { #[compact(view = V, crate = a::b)] struct S; }), "");
        assert!(
            refused(&parse_quote! { struct S { #[compact(is = u8)] x: u32 } }).contains("`as`")
        );
        assert_eq!(refused(&parse_quote! { enum E { A(#[compact(as = u8)] u32) } }), "");
    }

    #[test]
    fn lifetimes_are_renamed_and_labels_of_others_are_not() {
        let input = parse_quote! { struct S<'a, 'b> { x: &'a (u8, &'b str), y: &'static str } };
        let item = Item::new(&input, &syn::parse_quote!(::wireloom_codecs)).ok();
        let renamed = item.map(|item| {
            item.with_lifetime(quote!(&'a (u8, &'b str, &'static str)), "de").to_string()
        });
        let wanted = quote!(&'de (u8, &'de str, &'static str)).to_string();
        assert_eq!(renamed, Some(wanted));
    }
}
