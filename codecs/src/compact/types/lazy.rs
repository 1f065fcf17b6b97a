//! A sequence that stays where it came in.
use crate::compact::layout::len_min;
use crate::compact::{Decode, Decoder, Encode, Layout, Out, Outcome, Profile, Varint, Viewed};
use alloc::vec::Vec;
use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;

/// A sequence read from the same bytes as a `Vec<T>`, without a vector: each element is read when
/// it is asked for. Decoding it reads every element once, so that the iterator cannot fail.
///
/// Where every element takes the same number of bytes that first reading is all that
/// [`get`](Self::get) needs to reach any of them at once.
///
/// ```
/// use wireloom_codecs::Codec;
/// use wireloom_codecs::compact::{Compact, Seq};
///
/// let mut out = Vec::new();
/// Compact.encode(&vec!["never", "allocated"], &mut out)?;
/// let words: Seq<'_, &str> = Compact.decode(&out)?;
/// assert_eq!(words.iter().collect::<Vec<_>>(), ["never", "allocated"]);
/// # Ok::<(), wireloom_codecs::Error>(())
/// ```
pub struct Seq<'a, T, P = Varint> {
    n: usize,
    /// At the first element, with the budgets of the place where it was found.
    start: Decoder<'a>,
    of: PhantomData<fn() -> (T, P)>,
}

impl<'a, T: Decode<'a, P>, P: Profile> Seq<'a, T, P> {
    /// How many elements there are.
    pub const fn len(&self) -> usize {
        self.n
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// The elements, in order.
    #[inline]
    pub fn iter(&self) -> SeqIter<'a, T, P> {
        SeqIter { left: self.n, d: self.start.clone(), of: PhantomData }
    }

    /// One element: at once if all take the same number of bytes, else by reading those before it.
    #[inline]
    pub fn get(&self, at: usize) -> Option<T> {
        match T::SIZE {
            Some(size) if at < self.n => {
                let mut d = self.start.clone();
                d.take(at.checked_mul(size)?).ok()?;
                T::decode(&mut d).ok()
            }
            _ => self.iter().nth(at),
        }
    }
}

impl<P: Profile, T> Layout<P> for Seq<'_, T, P> {
    const MIN: usize = len_min(P::INTS);
    const SIZE: Option<usize> = None;
}

impl<'a, P: Profile, T: Decode<'a, P> + Encode<P>> Encode<P> for Seq<'a, T, P> {
    fn encode<W: Out>(&self, w: &mut W) {
        w.len::<P>(self.n);
        w.nest(|w| self.iter().for_each(|item| item.encode(w)));
    }
}

impl<'a, P: Profile, T: Decode<'a, P>> Decode<'a, P> for Seq<'a, T, P> {
    #[inline]
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        let n = d.count::<P>(T::MIN)?;
        d.enter()?;
        let start = d.clone();
        for _ in 0..n {
            T::decode(d)?;
        }
        d.leave();
        Ok(Self { n, start, of: PhantomData })
    }
}

impl<T, P> Clone for Seq<'_, T, P> {
    fn clone(&self) -> Self {
        Self { n: self.n, start: self.start.clone(), of: PhantomData }
    }
}

impl<'a, T: Decode<'a, P> + fmt::Debug, P: Profile> fmt::Debug for Seq<'a, T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, T: Decode<'a, P> + PartialEq, P: Profile> PartialEq for Seq<'a, T, P> {
    fn eq(&self, other: &Self) -> bool {
        self.n == other.n && self.iter().eq(other.iter())
    }
}

impl<'a, T: Decode<'a, P>, P: Profile> IntoIterator for &Seq<'a, T, P> {
    type Item = T;
    type IntoIter = SeqIter<'a, T, P>;

    fn into_iter(self) -> SeqIter<'a, T, P> {
        self.iter()
    }
}

/// A sequence is its own view.
impl<T, P> Viewed for Seq<'_, T, P> {
    type View<'a>
        = Seq<'a, T, P>
    where
        Self: 'a;
    type Items<'a>
        = Vec<Seq<'a, T, P>>
    where
        Self: 'a;
}

/// The elements of a [`Seq`].
pub struct SeqIter<'a, T, P> {
    left: usize,
    d: Decoder<'a>,
    of: PhantomData<fn() -> (T, P)>,
}

impl<'a, T: Decode<'a, P>, P: Profile> Iterator for SeqIter<'a, T, P> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.left = self.left.checked_sub(1)?;
        // It was read before, so this does not fail; if a `Decode` is whimsical, this is the end.
        T::decode(&mut self.d).inspect_err(|_| self.left = 0).ok()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.left))
    }
}

impl<'a, T: Decode<'a, P>, P: Profile> FusedIterator for SeqIter<'a, T, P> {}

impl<T, P> fmt::Debug for SeqIter<'_, T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SeqIter").field("left", &self.left).finish_non_exhaustive()
    }
}
