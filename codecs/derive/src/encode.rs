//! `Layout` and `Encode`.
use crate::item::{Field, Item, Variant};
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) fn impls(item: &Item<'_>) -> TokenStream {
    let path = &item.options.path;
    let ident = item.ident;
    let (_, types, _) = item.generics.split_for_impl();

    let layout = layout(item, item.fields().map(Field::wire));
    let generics = item.generics_with(&quote!(#path::Layout<__P>));
    let (params, _, bounds) = generics.split_for_impl();
    let layout = quote! {
        #[automatically_derived]
        impl #params #path::Layout<__P> for #ident #types #bounds {
            #layout
        }
    };

    let generics = item.generics_with(&quote!(#path::Encode<__P>));
    let (params, _, bounds) = generics.split_for_impl();
    let arms = item.variants.iter().zip(0u32..).map(|(variant, tag)| arm(item, variant, tag));
    let inline = item.inline();
    // A reference to no variants still wants an arm.
    let subject = if item.variants.is_empty() { quote!(*self) } else { quote!(self) };
    quote! {
        #layout

        #[automatically_derived]
        impl #params #path::Encode<__P> for #ident #types #bounds {
            #inline
            fn encode<__W: #path::Out>(&self, __w: &mut __W) {
                match #subject { #(#arms)* }
            }
        }
    }
}

fn arm(item: &Item<'_>, variant: &Variant<'_>, tag: u32) -> TokenStream {
    let path = &item.options.path;
    let names = variant.names("field");
    let pattern = variant.pattern(&names);
    let tag = item.is_enum.then(|| quote!(#path::Out::tag::<__P>(__w, #tag);));
    let fields = variant.fields.iter().zip(&names).map(|(field, name)| match &field.wire {
        None => quote!(#path::Encode::<__P>::encode(#name, __w)),
        Some(wire) => quote!(#path::__private::encode_as::<__P, #wire, _, _>(*#name, __w)),
    });
    quote! {
        #pattern => {
            #tag
            #(#fields;)*
        }
    }
}

/// The two constants. An enum's are its tag's alone: its variants may well contain it.
pub(crate) fn layout(
    item: &Item<'_>,
    fields: impl Iterator<Item = impl quote::ToTokens>,
) -> TokenStream {
    let path = &item.options.path;
    if item.is_enum {
        return quote! {
            const MIN: usize = #path::__private::tag_min(<__P as #path::Profile>::INTS);
            const SIZE: ::core::option::Option<usize> = ::core::option::Option::None;
        };
    }
    let fields: Vec<_> = fields.collect();
    quote! {
        const MIN: usize =
            #path::__private::sum(&[#(<#fields as #path::Layout<__P>>::MIN),*]);
        const SIZE: ::core::option::Option<usize> =
            #path::__private::total(&[#(<#fields as #path::Layout<__P>>::SIZE),*]);
    }
}
