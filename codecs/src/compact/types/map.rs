//! Maps: a count, then keys and values in turn. The last of equal keys counts.
use crate::compact::layout::{len_min, sum};
use crate::compact::{Decode, Decoder, Encode, Layout, Out, Outcome, Profile, Viewed};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
#[cfg(feature = "std")]
use core::hash::{BuildHasher, Hash};
#[cfg(feature = "std")]
use std::collections::HashMap;

impl<P: Profile, K: Layout<P>, V: Layout<P>> Layout<P> for BTreeMap<K, V> {
    const MIN: usize = len_min(P::INTS);
    const SIZE: Option<usize> = None;
}

impl<P: Profile, K: Encode<P>, V: Encode<P>> Encode<P> for BTreeMap<K, V> {
    fn encode<W: Out>(&self, w: &mut W) {
        entries(self.len(), self.iter(), w);
    }
}

impl<'a, P, K, V> Decode<'a, P> for BTreeMap<K, V>
where
    P: Profile,
    K: Decode<'a, P> + Ord,
    V: Decode<'a, P>,
{
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        let n = d.count::<P>(sum(&[K::MIN, V::MIN]))?;
        let mut map = Self::new();
        d.enter()?;
        for _ in 0..n {
            map.insert(K::decode(d)?, V::decode(d)?);
        }
        d.leave();
        Ok(map)
    }
}

/// In the order and with the duplicates of the bytes.
impl<K: Viewed, V: Viewed> Viewed for BTreeMap<K, V> {
    type View<'a>
        = Vec<(K::View<'a>, V::View<'a>)>
    where
        K: 'a,
        V: 'a;
    type Items<'a>
        = Vec<Vec<(K::View<'a>, V::View<'a>)>>
    where
        K: 'a,
        V: 'a;
}

fn entries<'m, P, K, V, W>(n: usize, entries: impl Iterator<Item = (&'m K, &'m V)>, w: &mut W)
where
    P: Profile,
    K: Encode<P> + 'm,
    V: Encode<P> + 'm,
    W: Out,
{
    w.len::<P>(n);
    w.nest(|w| {
        for (key, value) in entries {
            key.encode(w);
            value.encode(w);
        }
    });
}

#[cfg(feature = "std")]
impl<P: Profile, K: Layout<P>, V: Layout<P>, S> Layout<P> for HashMap<K, V, S> {
    const MIN: usize = len_min(P::INTS);
    const SIZE: Option<usize> = None;
}

#[cfg(feature = "std")]
impl<P: Profile, K: Encode<P>, V: Encode<P>, S> Encode<P> for HashMap<K, V, S> {
    fn encode<W: Out>(&self, w: &mut W) {
        entries(self.len(), self.iter(), w);
    }
}

#[cfg(feature = "std")]
impl<'a, P, K, V, S> Decode<'a, P> for HashMap<K, V, S>
where
    P: Profile,
    K: Decode<'a, P> + Eq + Hash,
    V: Decode<'a, P>,
    S: BuildHasher + Default,
{
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        let min = sum(&[K::MIN, V::MIN]);
        let n = d.count::<P>(min)?;
        let mut map = Self::with_capacity_and_hasher(d.reserve(n, min), S::default());
        d.enter()?;
        for _ in 0..n {
            map.insert(K::decode(d)?, V::decode(d)?);
        }
        d.leave();
        Ok(map)
    }
}

#[cfg(feature = "std")]
impl<K: Viewed, V: Viewed, S> Viewed for HashMap<K, V, S> {
    type View<'a>
        = Vec<(K::View<'a>, V::View<'a>)>
    where
        K: 'a,
        V: 'a,
        S: 'a;
    type Items<'a>
        = Vec<Vec<(K::View<'a>, V::View<'a>)>>
    where
        K: 'a,
        V: 'a,
        S: 'a;
}
