//! Types that are one thing or another.
use crate::ErrorKind;
use crate::compact::layout::tag_min;
use crate::compact::{Decode, Decoder, Encode, Layout, Out, Outcome, Profile, Viewed};
use alloc::vec::Vec;
use core::ops::Bound;

impl<P: Profile, T: Layout<P>> Layout<P> for Option<T> {
    const MIN: usize = 1;
    const SIZE: Option<usize> = None;
}

impl<P: Profile, T: Encode<P>> Encode<P> for Option<T> {
    #[inline]
    fn encode<W: Out>(&self, w: &mut W) {
        match self {
            None => w.array([0]),
            Some(value) => {
                w.array([1]);
                value.encode(w);
            }
        }
    }
}

impl<'a, P: Profile, T: Decode<'a, P>> Decode<'a, P> for Option<T> {
    #[inline]
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        match *d.array()? {
            [0] => Ok(None),
            [1] => T::decode(d).map(Some),
            [tag] => Err(d.fail(ErrorKind::BadValue, tag.into())),
        }
    }
}

impl<T: Viewed> Viewed for Option<T> {
    type View<'a>
        = Option<T::View<'a>>
    where
        T: 'a;
    type Items<'a>
        = Vec<Option<T::View<'a>>>
    where
        T: 'a;
}

impl<P: Profile, T: Layout<P>, E: Layout<P>> Layout<P> for Result<T, E> {
    const MIN: usize = tag_min(P::INTS);
    const SIZE: Option<usize> = None;
}

impl<P: Profile, T: Encode<P>, E: Encode<P>> Encode<P> for Result<T, E> {
    #[inline]
    fn encode<W: Out>(&self, w: &mut W) {
        match self {
            Ok(value) => {
                w.tag::<P>(0);
                value.encode(w);
            }
            Err(error) => {
                w.tag::<P>(1);
                error.encode(w);
            }
        }
    }
}

impl<'a, P: Profile, T: Decode<'a, P>, E: Decode<'a, P>> Decode<'a, P> for Result<T, E> {
    #[inline]
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        match d.tag::<P>()? {
            0 => T::decode(d).map(Ok),
            1 => E::decode(d).map(Err),
            tag => Err(d.bad_tag(tag)),
        }
    }
}

impl<T: Viewed, E: Viewed> Viewed for Result<T, E> {
    type View<'a>
        = Result<T::View<'a>, E::View<'a>>
    where
        T: 'a,
        E: 'a;
    type Items<'a>
        = Vec<Result<T::View<'a>, E::View<'a>>>
    where
        T: 'a,
        E: 'a;
}

impl<P: Profile, T: Layout<P>> Layout<P> for Bound<T> {
    const MIN: usize = tag_min(P::INTS);
    const SIZE: Option<usize> = None;
}

impl<P: Profile, T: Encode<P>> Encode<P> for Bound<T> {
    fn encode<W: Out>(&self, w: &mut W) {
        match self {
            Self::Unbounded => w.tag::<P>(0),
            Self::Included(value) => {
                w.tag::<P>(1);
                value.encode(w);
            }
            Self::Excluded(value) => {
                w.tag::<P>(2);
                value.encode(w);
            }
        }
    }
}

impl<'a, P: Profile, T: Decode<'a, P>> Decode<'a, P> for Bound<T> {
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        match d.tag::<P>()? {
            0 => Ok(Self::Unbounded),
            1 => T::decode(d).map(Self::Included),
            2 => T::decode(d).map(Self::Excluded),
            tag => Err(d.bad_tag(tag)),
        }
    }
}

impl<T: Viewed> Viewed for Bound<T> {
    type View<'a>
        = Bound<T::View<'a>>
    where
        T: 'a;
    type Items<'a>
        = Vec<Bound<T::View<'a>>>
    where
        T: 'a;
}
