//! What points to a value is written as the value.
use crate::compact::{Decode, Decoder, Encode, Layout, Out, Outcome, Profile, Viewed};
use alloc::{borrow::Cow, borrow::ToOwned, boxed::Box, rc::Rc, sync::Arc, vec::Vec};

/// Writes and measures as what it points to.
macro_rules! transparent {
    ($([$($generics:tt)*] $type:ty),* $(,)?) => { $(
        impl<$($generics)*, P: Profile, T: Layout<P> + ?Sized> Layout<P> for $type {
            const MIN: usize = T::MIN;
            const SIZE: Option<usize> = T::SIZE;
        }

        impl<$($generics)*, P: Profile, T: Encode<P> + ?Sized> Encode<P> for $type {
            #[inline]
            fn encode<W: Out>(&self, w: &mut W) {
                T::encode(self, w);
            }
        }
    )* };
}

transparent!(['r] &'r T, ['r] &'r mut T);

/// As above, and one level deeper: these are what recursive types are made of.
macro_rules! owned {
    ($($pointer:ident),*) => { $(
        impl<P: Profile, T: Layout<P> + ?Sized> Layout<P> for $pointer<T> {
            const MIN: usize = T::MIN;
            const SIZE: Option<usize> = T::SIZE;
        }

        impl<P: Profile, T: Encode<P> + ?Sized> Encode<P> for $pointer<T> {
            #[inline]
            fn encode<W: Out>(&self, w: &mut W) {
                w.nest(|w| T::encode(self, w));
            }
        }

        impl<'a, P: Profile, T: Decode<'a, P>> Decode<'a, P> for $pointer<T> {
            #[inline]
            fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
                d.enter()?;
                let value = Self::new(T::decode(d)?);
                d.leave();
                Ok(value)
            }
        }

        impl<T: Viewed> Viewed for $pointer<T> {
            type View<'a> = Box<T::View<'a>> where T: 'a;
            type Items<'a> = Vec<Box<T::View<'a>>> where T: 'a;
        }

        impl Viewed for $pointer<str> {
            type View<'a> = &'a str;
            type Items<'a> = Vec<&'a str>;
        }

        impl<'a, P: Profile, T: Decode<'a, P>> Decode<'a, P> for $pointer<[T]> {
            #[inline]
            fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
                Vec::<T>::decode(d).map(Self::from)
            }
        }

        impl<T: Viewed> Viewed for $pointer<[T]> {
            type View<'a> = T::Items<'a> where T: 'a;
            type Items<'a> = Vec<T::Items<'a>> where T: 'a;
        }
    )* };
}

owned!(Box, Rc, Arc);

impl<P: Profile, T: Layout<P> + ToOwned + ?Sized> Layout<P> for Cow<'_, T> {
    const MIN: usize = T::MIN;
    const SIZE: Option<usize> = T::SIZE;
}

impl<P: Profile, T: Encode<P> + ToOwned + ?Sized> Encode<P> for Cow<'_, T> {
    #[inline]
    fn encode<W: Out>(&self, w: &mut W) {
        T::encode(self, w);
    }
}

/// Always owned, so that `Cow<'static, str>` is an owned type like any other. Its view borrows.
impl<'a, P, T> Decode<'a, P> for Cow<'_, T>
where
    P: Profile,
    T: Layout<P> + ToOwned + ?Sized,
    T::Owned: Decode<'a, P>,
{
    #[inline]
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        T::Owned::decode(d).map(Cow::Owned)
    }
}

impl<T: Viewed + ToOwned + ?Sized> Viewed for Cow<'_, T> {
    type View<'a>
        = T::View<'a>
    where
        Self: 'a,
        T: 'a;
    type Items<'a>
        = T::Items<'a>
    where
        Self: 'a,
        T: 'a;
}
