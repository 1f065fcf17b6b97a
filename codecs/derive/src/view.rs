//! The borrowed form, and `Viewed`.
use crate::item::{Item, params_without_lifetimes};
use crate::options::View;
use crate::{decode, encode, view_traits};
use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Fields, Ident, Type};

pub(crate) fn items(item: &Item<'_>) -> TokenStream {
    match &item.options.view {
        View::Nothing => TokenStream::new(),
        View::Same => same(item),
        View::Named(name) if item.has_lifetimes() => {
            let what = "a type with lifetimes is its own view";
            syn::Error::new(name.span(), what).to_compile_error()
        }
        View::Named(name) => view(item, name),
        View::Default if item.has_lifetimes() || item.types().all(is_scalar) => same(item),
        View::Default => view(item, &format_ident!("{}View", item.ident)),
    }
}

/// The type is its own view, with its lifetimes those of the bytes.
fn same(item: &Item<'_>) -> TokenStream {
    let path = &item.options.path;
    let ident = item.ident;
    let (params, types, bounds) = item.generics.split_for_impl();
    let view = item.with_lifetime(quote!(#ident #types), "__v");
    quote! {
        #[automatically_derived]
        impl #params #path::Viewed for #ident #types #bounds {
            type View<'__v> = #view where Self: '__v;
            type Items<'__v> = #path::__private::Vec<#view> where Self: '__v;
        }
    }
}

/// A type of its own for the view, and what it implements.
fn view(item: &Item<'_>, name: &Ident) -> TokenStream {
    let path = &item.options.path;
    let ident = item.ident;
    let (_, types, _) = item.generics.split_for_impl();
    let args: Vec<_> = item.generics.params.iter().map(argument).collect();
    let params = params_without_lifetimes(item.generics);
    let declared: Vec<_> =
        item.generics.where_clause.iter().flat_map(|clause| &clause.predicates).collect();
    let bounded: Vec<_> = item.generics.type_params().map(|param| &param.ident).collect();
    let bounds = quote!(#(#declared,)* #(#bounded: #path::Viewed + '__de,)*);
    let fields: Vec<_> = item.fields().map(|of| field(item, of.wire())).collect();
    let declaration = declaration(item, name, &params, &bounds);
    let layout = encode::layout(item, fields.iter());
    let body = decode::body(item);
    let traits = (!item.options.bare_view)
        .then(|| view_traits::impls(item, &quote!(#name<'__de, #(#args),*>), &params, &bounds));
    quote! {
        #declaration

        #[automatically_derived]
        impl<#(#params),*> #path::Viewed for #ident #types
        where
            #(#declared,)*
            #(#bounded: #path::Viewed,)*
        {
            type View<'__de> = #name<'__de, #(#args),*> where Self: '__de;
            type Items<'__de> = #path::__private::Vec<#name<'__de, #(#args),*>> where Self: '__de;
        }

        #[automatically_derived]
        impl<'__de, #(#params,)* __P: #path::Profile> #path::Layout<__P> for #name<'__de, #(#args),*>
        where
            #bounds
            #(
                #bounded::View<'__de>: #path::Layout<__P>,
                #bounded::Items<'__de>: #path::Layout<__P>,
            )*
        {
            #layout
        }

        #[automatically_derived]
        impl<'__de, #(#params,)* __P: #path::Profile> #path::Decode<'__de, __P>
            for #name<'__de, #(#args),*>
        where
            #bounds
            #(
                #bounded::View<'__de>: #path::Decode<'__de, __P>,
                #bounded::Items<'__de>: #path::Decode<'__de, __P>,
            )*
        {
            #body
        }

        #traits
    }
}

fn declaration(
    item: &Item<'_>,
    name: &Ident,
    params: &[TokenStream],
    bounds: &TokenStream,
) -> TokenStream {
    let vis = item.vis;
    let what = format!("The borrowed form of [`{}`].", item.ident);
    let head = quote! {
        #[doc = #what]
        #[allow(missing_docs, clippy::type_complexity, reason = "made from a type that has both")]
    };
    let fields = |variant: &crate::item::Variant<'_>| {
        let fields = variant.fields.iter().map(|f| {
            let (vis, ty, docs) = (f.vis, field(item, f.ty), docs(f.attributes));
            match &f.member {
                syn::Member::Named(name) => quote!(#(#docs)* #vis #name: #ty),
                syn::Member::Unnamed(_) => quote!(#(#docs)* #vis #ty),
            }
        });
        match variant.shape {
            Fields::Named(_) => quote!({ #(#fields),* }),
            Fields::Unnamed(_) => quote!((#(#fields),*)),
            Fields::Unit => TokenStream::new(),
        }
    };
    if item.is_enum {
        let variants = item.variants.iter().map(|variant| {
            let (ident, fields, docs) = (variant.ident, fields(variant), docs(variant.attributes));
            quote!(#(#docs)* #ident #fields)
        });
        return quote! {
            #head
            #vis enum #name<'__de, #(#params),*> where #bounds { #(#variants),* }
        };
    }
    item.variants
        .iter()
        .map(|variant| {
            let body = fields(variant);
            match variant.shape {
                Fields::Named(_) => {
                    quote!(#head #vis struct #name<'__de, #(#params),*> where #bounds #body)
                }
                _ => quote!(#head #vis struct #name<'__de, #(#params),*> #body where #bounds;),
            }
        })
        .collect()
}

/// The documentation among some attributes.
fn docs(attributes: &[Attribute]) -> Vec<&Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).collect()
}

/// The borrowed form of a field. Well-known types are written out, so that the documentation says
/// `&'a str`, and the view may be shortened to a shorter lifetime.
fn field(item: &Item<'_>, ty: &Type) -> TokenStream {
    let path = &item.options.path;
    match ty {
        _ if is_scalar(ty) => ty.to_token_stream(),
        Type::Path(ty) if is_string(&ty.path) => quote!(&'__de str),
        _ => {
            let ty = owner(item, ty.to_token_stream());
            quote!(<#ty as #path::Viewed>::View<'__de>)
        }
    }
}

/// The same tokens with `Self` spelt out: in the view it would be the view.
fn owner(item: &Item<'_>, tokens: TokenStream) -> TokenStream {
    let ident = item.ident;
    let (_, types, _) = item.generics.split_for_impl();
    let spelt = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(word) if word == "Self" => quote!(#ident #types),
        TokenTree::Group(group) => {
            TokenTree::Group(Group::new(group.delimiter(), owner(item, group.stream()))).into()
        }
        other => other.into(),
    });
    spelt.collect()
}

/// Whether a type is a number, or made of numbers, as far as its name tells.
fn is_scalar(ty: &Type) -> bool {
    const SCALARS: [&str; 16] = [
        "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
        "f32", "f64", "bool", "char",
    ];
    match ty {
        Type::Path(ty) => SCALARS.iter().any(|scalar| ty.path.is_ident(scalar)),
        Type::Array(array) => is_scalar(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_scalar),
        _ => false,
    }
}

/// Whether a path is one of those by which people, and prost, call a string.
fn is_string(path: &syn::Path) -> bool {
    const HOMES: [&[&str]; 4] =
        [&[], &["std", "string"], &["alloc", "string"], &["prost", "alloc", "string"]];
    let mut words: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
    words.pop().is_some_and(|last| last == "String" && HOMES.iter().any(|home| words == **home))
}

/// A generic parameter as an argument.
fn argument(param: &syn::GenericParam) -> TokenStream {
    match param {
        syn::GenericParam::Type(param) => param.ident.to_token_stream(),
        syn::GenericParam::Const(param) => param.ident.to_token_stream(),
        syn::GenericParam::Lifetime(param) => param.lifetime.to_token_stream(),
    }
}
