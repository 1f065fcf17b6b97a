//! `Clone`, `Debug` and `PartialEq` for a view.
//!
//! The standard derives would bound the type parameters where their views are what counts. Fields
//! cannot be bounded at all: the bounds of recursive types would go round in circles.
use crate::item::{Item, Variant};
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

pub(crate) fn impls(
    item: &Item<'_>,
    name: &TokenStream,
    params: &[TokenStream],
    bounds: &TokenStream,
) -> TokenStream {
    let bounded: Vec<_> = item.generics.type_params().map(|param| &param.ident).collect();
    let with = |bound: TokenStream| quote!(#bounds #(#bounded::View<'__de>: #bound, #bounded::Items<'__de>: #bound,)*);
    let (cloned, shown, compared) = (
        with(quote!(::core::clone::Clone)),
        with(quote!(::core::fmt::Debug)),
        with(quote!(::core::cmp::PartialEq)),
    );
    let clone = item.variants.iter().map(|variant| {
        let names = variant.names("field");
        let (pattern, path) = (variant.pattern(&names), variant.path());
        let members = variant.fields.iter().map(|field| &field.member);
        quote!(#pattern => #path { #(#members: ::core::clone::Clone::clone(#names)),* },)
    });
    let debug = item.variants.iter().map(|variant| debug(item, variant));
    let equal = item.variants.iter().map(|variant| {
        let (left, right) = (variant.names("left"), variant.names("right"));
        let (one, other) = (variant.pattern(&left), variant.pattern(&right));
        quote!((#one, #other) => true #(&& #left == #right)*,)
    });
    let never = (item.variants.len() > 1).then(|| quote!(_ => false,));
    quote! {
        #[automatically_derived]
        impl<'__de, #(#params),*> ::core::clone::Clone for #name
        where #cloned
        {
            fn clone(&self) -> Self {
                match self { #(#clone)* }
            }
        }

        #[automatically_derived]
        impl<'__de, #(#params),*> ::core::fmt::Debug for #name
        where #shown
        {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self { #(#debug)* }
            }
        }

        #[automatically_derived]
        impl<'__de, #(#params),*> ::core::cmp::PartialEq for #name
        where #compared
        {
            fn eq(&self, __other: &Self) -> bool {
                match (self, __other) { #(#equal)* #never }
            }
        }
    }
}

fn debug(item: &Item<'_>, variant: &Variant<'_>) -> TokenStream {
    let names = variant.names("field");
    let pattern = variant.pattern(&names);
    let shown = variant.ident.unwrap_or(item.ident).unraw().to_string();
    let fields = variant.fields.iter().zip(&names).map(|(field, name)| match &field.member {
        syn::Member::Named(_) => {
            let member = field.name();
            quote!(.field(#member, #name))
        }
        syn::Member::Unnamed(_) => quote!(.field(#name)),
    });
    match variant.shape {
        syn::Fields::Named(_) => {
            quote!(#pattern => __f.debug_struct(#shown) #(#fields)* .finish(),)
        }
        syn::Fields::Unnamed(_) => {
            quote!(#pattern => __f.debug_tuple(#shown) #(#fields)* .finish(),)
        }
        syn::Fields::Unit => quote!(#pattern => __f.write_str(#shown),),
    }
}
