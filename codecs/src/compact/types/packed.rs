//! Floats that stay where they came in.
use crate::compact::layout::len_min;
use crate::compact::{Decode, Decoder, Encode, Layout, Out, Outcome, Profile, Viewed};
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

/// The borrowed form of a `Vec<f32>` or a `Vec<f64>`: the bytes themselves, at any alignment.
#[derive(Clone, Copy)]
pub struct Packed<'a, T> {
    bytes: &'a [u8],
    of: PhantomData<fn() -> T>,
}

/// A number that has the same bytes in every profile.
pub trait Number: Copy + fmt::Debug + PartialEq {
    /// Reads one from the front of `bytes`.
    #[doc(hidden)]
    fn first(bytes: &[u8]) -> Option<Self>;
}

impl Number for f32 {
    #[inline]
    fn first(bytes: &[u8]) -> Option<Self> {
        bytes.first_chunk().map(|bytes| Self::from_le_bytes(*bytes))
    }
}

impl Number for f64 {
    #[inline]
    fn first(bytes: &[u8]) -> Option<Self> {
        bytes.first_chunk().map(|bytes| Self::from_le_bytes(*bytes))
    }
}

impl<'a, T: Number> Packed<'a, T> {
    /// How many there are.
    pub const fn len(&self) -> usize {
        // No number is without bytes.
        match self.bytes.len().checked_div(size_of::<T>()) {
            Some(n) => n,
            None => 0,
        }
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// One of them.
    #[inline]
    pub fn get(&self, at: usize) -> Option<T> {
        self.bytes.get(at.checked_mul(size_of::<T>())?..).and_then(T::first)
    }

    /// All of them, in order.
    #[inline]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = T> + DoubleEndedIterator + use<'a, T> {
        Numbers(self.bytes.chunks_exact(size_of::<T>()), PhantomData)
    }

    /// Their bytes, little-endian.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

/// Reads each chunk as a number.
struct Numbers<'a, T>(core::slice::ChunksExact<'a, u8>, PhantomData<fn() -> T>);

impl<T: Number> Iterator for Numbers<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.0.next().and_then(T::first)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T: Number> DoubleEndedIterator for Numbers<'_, T> {
    #[inline]
    fn next_back(&mut self) -> Option<T> {
        self.0.next_back().and_then(T::first)
    }
}

impl<T: Number> ExactSizeIterator for Numbers<'_, T> {}

impl<P: Profile, T> Layout<P> for Packed<'_, T> {
    const MIN: usize = len_min(P::INTS);
    const SIZE: Option<usize> = None;
}

impl<P: Profile, T: Number> Encode<P> for Packed<'_, T> {
    fn encode<W: Out>(&self, w: &mut W) {
        w.len::<P>(self.len());
        w.put(self.bytes);
    }
}

impl<'a, P: Profile, T: Number> Decode<'a, P> for Packed<'a, T> {
    #[inline]
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        let n = d.count::<P>(size_of::<T>())?;
        let bytes = d.take(n.saturating_mul(size_of::<T>()))?;
        Ok(Self { bytes, of: PhantomData })
    }
}

impl<T: Number> Viewed for Packed<'_, T> {
    type View<'a>
        = Packed<'a, T>
    where
        Self: 'a;
    type Items<'a>
        = Vec<Packed<'a, T>>
    where
        Self: 'a;
}

impl<T: Number> fmt::Debug for Packed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// As numbers compare: a NaN is not equal to itself.
impl<T: Number> PartialEq for Packed<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}
