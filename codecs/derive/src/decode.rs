//! `Decode`.
use crate::item::{Item, Variant, params_without_lifetimes};
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) fn impls(item: &Item<'_>) -> TokenStream {
    let path = &item.options.path;
    let ident = item.ident;
    let (_, types, _) = item.generics.split_for_impl();
    let params = params_without_lifetimes(item.generics);
    let declared = item.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let bounded = item.generics.type_params().map(|param| &param.ident);
    let body = body(item);
    let tokens = quote! {
        #[automatically_derived]
        impl<'__de, #(#params,)* __P: #path::Profile> #path::Decode<'__de, __P> for #ident #types
        where
            #(#declared,)*
            #(#bounded: #path::Decode<'__de, __P>,)*
        {
            #body
        }
    };
    item.with_lifetime(tokens, "__de")
}

/// The method, which the view shares: only the types of the fields differ, and they are inferred.
///
/// Each variant is read in a function of its own, and without `?`: in a debug build one function
/// would hold the temporaries of all, and recursive types would pay for them on each level.
pub(crate) fn body(item: &Item<'_>) -> TokenStream {
    let path = &item.options.path;
    let values: Vec<_> = item.variants.iter().map(|variant| value(item, variant)).collect();
    let tags = 0..u32::try_from(values.len()).unwrap_or(u32::MAX);
    let body = match (item.is_enum, values.as_slice()) {
        (false, [value]) => value.clone(),
        _ => quote! {
            match #path::Decoder::tag::<__P>(__d)? {
                #(#tags => (|__d: &mut #path::Decoder<'__de>| { #values })(__d),)*
                __tag => ::core::result::Result::Err(#path::Decoder::bad_tag(__d, __tag)),
            }
        },
    };
    let inline = item.inline();
    quote! {
        #inline
        #[allow(clippy::redundant_closure_call, clippy::question_mark, reason = "made for its stack")]
        fn decode(__d: &mut #path::Decoder<'__de>) -> #path::Outcome<Self> {
            #body
        }
    }
}

/// Reads the fields of a variant, and returns it.
fn value(item: &Item<'_>, variant: &Variant<'_>) -> TokenStream {
    let path = &item.options.path;
    let names = variant.names("field");
    let value = variant.pattern(&names);
    let reads = variant.fields.iter().map(|field| match &field.wire {
        None => quote!(#path::Decode::<'__de, __P>::decode),
        Some(wire) => quote!(#path::__private::decode_as::<__P, #wire, _>),
    });
    quote! {
        #(
            let #names = match #reads(__d) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            };
        )*
        ::core::result::Result::Ok(#value)
    }
}
