//! Tuples: their parts, one after the other. The unit is nothing.
use crate::compact::layout::{sum, total};
use crate::compact::{Decode, Decoder, Encode, Layout, Out, Outcome, Profile, Viewed};
use alloc::vec::Vec;

macro_rules! tuple {
    ($($part:ident)*) => {
        impl<P: Profile, $($part: Layout<P>),*> Layout<P> for ($($part,)*) {
            const MIN: usize = sum(&[$($part::MIN),*]);
            const SIZE: Option<usize> = total(&[$($part::SIZE),*]);
        }

        impl<P: Profile, $($part: Encode<P>),*> Encode<P> for ($($part,)*) {
            #[inline]
            #[allow(non_snake_case, unused_variables, reason = "parts are named as their types; the unit has none")]
            fn encode<W: Out>(&self, w: &mut W) {
                let ($($part,)*) = self;
                $($part.encode(w);)*
            }
        }

        impl<'a, P: Profile, $($part: Decode<'a, P>),*> Decode<'a, P> for ($($part,)*) {
            #[inline]
            #[allow(unused_variables, reason = "the unit has no parts")]
            fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
                Ok(($($part::decode(d)?,)*))
            }
        }

        impl<$($part: Viewed),*> Viewed for ($($part,)*) {
            type View<'a> = ($($part::View<'a>,)*) where $($part: 'a),*;
            type Items<'a> = Vec<($($part::View<'a>,)*)> where $($part: 'a),*;
        }
    };
}

tuple!();
tuple!(A);
tuple!(A B);
tuple!(A B C);
tuple!(A B C D);
tuple!(A B C D E);
tuple!(A B C D E F);
tuple!(A B C D E F G);
tuple!(A B C D E F G H);
tuple!(A B C D E F G H I);
tuple!(A B C D E F G H I J);
tuple!(A B C D E F G H I J K);
tuple!(A B C D E F G H I J K L);
tuple!(A B C D E F G H I J K L M);
tuple!(A B C D E F G H I J K L M N);
tuple!(A B C D E F G H I J K L M N O);
tuple!(A B C D E F G H I J K L M N O Q);
