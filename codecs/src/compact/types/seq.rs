//! Sequences and sets: a count, then the elements. Arrays have no count.
use crate::compact::layout::{len_min, times};
use crate::compact::{Decode, Decoder, Encode, Layout, Out, Outcome, Profile, Viewed, raw};
use alloc::collections::{BTreeSet, BinaryHeap, LinkedList, VecDeque};
use alloc::vec::Vec;
#[cfg(feature = "std")]
use core::hash::{BuildHasher, Hash};
#[cfg(feature = "std")]
use std::collections::HashSet;

impl<P: Profile, T: Layout<P>> Layout<P> for [T] {
    const MIN: usize = len_min(P::INTS);
    const SIZE: Option<usize> = None;
}

impl<P: Profile, T: Encode<P>> Encode<P> for [T] {
    #[inline]
    fn encode<W: Out>(&self, w: &mut W) {
        w.len::<P>(self.len());
        elements(self, w);
    }
}

/// The elements of a sequence, one level deeper unless they are all of one size, as they are read.
#[inline]
fn elements<P: Profile, T: Encode<P>, W: Out>(items: &[T], w: &mut W) {
    if matches!(T::SIZE, Some(1..)) {
        T::encode_all(items, w);
    } else {
        w.nest(|w| T::encode_all(items, w));
    }
}

impl<T: Viewed> Viewed for [T] {
    type View<'a>
        = T::Items<'a>
    where
        T: 'a;
    type Items<'a>
        = Vec<T::Items<'a>>
    where
        T: 'a;
}

impl<'a, P: Profile> Decode<'a, P> for &'a [u8] {
    #[inline(always)]
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        d.prefixed::<P>()
    }
}

impl<'a, P: Profile, const N: usize> Decode<'a, P> for &'a [u8; N] {
    #[inline(always)]
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        d.array()
    }
}

impl<P: Profile, T: Layout<P>> Layout<P> for Vec<T> {
    const MIN: usize = len_min(P::INTS);
    const SIZE: Option<usize> = None;
}

impl<P: Profile, T: Encode<P>> Encode<P> for Vec<T> {
    #[inline]
    fn encode<W: Out>(&self, w: &mut W) {
        self.as_slice().encode(w);
    }
}

impl<'a, P: Profile, T: Decode<'a, P>> Decode<'a, P> for Vec<T> {
    #[inline]
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        let n = d.count::<P>(T::MIN)?;
        T::decode_many(d, n)
    }
}

impl<T: Viewed> Viewed for Vec<T> {
    type View<'a>
        = T::Items<'a>
    where
        T: 'a;
    type Items<'a>
        = Vec<T::Items<'a>>
    where
        T: 'a;
}

impl<P: Profile, T: Layout<P>, const N: usize> Layout<P> for [T; N] {
    const MIN: usize = T::MIN.saturating_mul(N);
    const SIZE: Option<usize> = times(N, T::SIZE);
}

impl<P: Profile, T: Encode<P>, const N: usize> Encode<P> for [T; N] {
    #[inline]
    fn encode<W: Out>(&self, w: &mut W) {
        T::encode_all(self, w);
    }
}

impl<'a, P: Profile, T: Decode<'a, P>, const N: usize> Decode<'a, P> for [T; N] {
    #[inline]
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        raw::array(|| T::decode(d))
    }
}

impl<T: Viewed, const N: usize> Viewed for [T; N] {
    type View<'a>
        = [T::View<'a>; N]
    where
        T: 'a;
    type Items<'a>
        = Vec<[T::View<'a>; N]>
    where
        T: 'a;
}

/// A collection that is written in the order in which it iterates.
macro_rules! collection {
    ($([$($bounds:tt)*] $type:ty: $new:expr, $add:ident;)*) => { $(
        impl<P: Profile, T: Layout<P>> Layout<P> for $type {
            const MIN: usize = len_min(P::INTS);
            const SIZE: Option<usize> = None;
        }

        impl<P: Profile, T: Encode<P>> Encode<P> for $type {
            fn encode<W: Out>(&self, w: &mut W) {
                w.len::<P>(self.len());
                w.nest(|w| self.iter().for_each(|item| item.encode(w)));
            }
        }

        impl<'a, P: Profile, T: Decode<'a, P> + $($bounds)*> Decode<'a, P> for $type {
            fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
                let n = d.count::<P>(T::MIN)?;
                let mut items = $new;
                d.enter()?;
                for _ in 0..n {
                    items.$add(T::decode(d)?);
                }
                d.leave();
                Ok(items)
            }
        }

        impl<T: Viewed> Viewed for $type {
            type View<'a> = T::Items<'a> where T: 'a;
            type Items<'a> = Vec<T::Items<'a>> where T: 'a;
        }
    )* };
}

collection! {
    [Ord] BTreeSet<T>: Self::new(), insert;
    [Sized] LinkedList<T>: Self::new(), push_back;
}

/// A collection that is made from a vector.
macro_rules! from_vec {
    ($([$($bounds:tt)*] $type:ident)*) => { $(
        impl<P: Profile, T: Layout<P>> Layout<P> for $type<T> {
            const MIN: usize = len_min(P::INTS);
            const SIZE: Option<usize> = None;
        }

        impl<'a, P: Profile, T: Decode<'a, P> + $($bounds)*> Decode<'a, P> for $type<T> {
            fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
                Vec::decode(d).map(Self::from)
            }
        }

        impl<T: Viewed> Viewed for $type<T> {
            type View<'a> = T::Items<'a> where T: 'a;
            type Items<'a> = Vec<T::Items<'a>> where T: 'a;
        }
    )* };
}

from_vec!([Sized] VecDeque [Ord] BinaryHeap);

impl<P: Profile, T: Encode<P>> Encode<P> for VecDeque<T> {
    fn encode<W: Out>(&self, w: &mut W) {
        let (front, back) = self.as_slices();
        w.len::<P>(self.len());
        elements(front, w);
        elements(back, w);
    }
}

impl<P: Profile, T: Encode<P>> Encode<P> for BinaryHeap<T> {
    fn encode<W: Out>(&self, w: &mut W) {
        self.as_slice().encode(w);
    }
}

#[cfg(feature = "std")]
impl<P: Profile, T: Layout<P>, S> Layout<P> for HashSet<T, S> {
    const MIN: usize = len_min(P::INTS);
    const SIZE: Option<usize> = None;
}

#[cfg(feature = "std")]
impl<P: Profile, T: Encode<P>, S> Encode<P> for HashSet<T, S> {
    fn encode<W: Out>(&self, w: &mut W) {
        w.len::<P>(self.len());
        w.nest(|w| self.iter().for_each(|item| item.encode(w)));
    }
}

#[cfg(feature = "std")]
impl<'a, P, T, S> Decode<'a, P> for HashSet<T, S>
where
    P: Profile,
    T: Decode<'a, P> + Eq + Hash,
    S: BuildHasher + Default,
{
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        let n = d.count::<P>(T::MIN)?;
        let mut items = Self::with_capacity_and_hasher(d.reserve(n, T::MIN), S::default());
        d.enter()?;
        for _ in 0..n {
            items.insert(T::decode(d)?);
        }
        d.leave();
        Ok(items)
    }
}

#[cfg(feature = "std")]
impl<T: Viewed, S> Viewed for HashSet<T, S> {
    type View<'a>
        = T::Items<'a>
    where
        T: 'a,
        S: 'a;
    type Items<'a>
        = Vec<T::Items<'a>>
    where
        T: 'a,
        S: 'a;
}
