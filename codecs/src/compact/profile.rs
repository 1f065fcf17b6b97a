//! The three dialects: how numbers, lengths and tags are written. Chosen by type, at no cost.
use super::{Decode, Decoder, Viewed};
use crate::{Context, Limits, Result};
use core::marker::PhantomData;

/// How numbers are written. Its three implementors are also the codecs:
/// `Varint.encode(&value, &mut out)`.
pub trait Profile: sealed::Sealed + Copy + Default + Send + Sync + 'static {
    /// The form of every integer wider than a byte, of lengths and of enum tags.
    const INTS: Ints;

    /// Reads a value that takes all of `bytes`, of a type that need not be writable.
    ///
    /// # Errors
    /// When the bytes are not a value, or more than one.
    #[inline]
    fn read<'a, T: Decode<'a, Self>>(self, bytes: &'a [u8]) -> Result<T> {
        Within::<Self>::new(Context::DEFAULT).read(bytes)
    }

    /// Reads the borrowed form of a `T` that takes all of `bytes`.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    #[inline]
    fn view<'a, T>(self, bytes: &'a [u8]) -> Result<T::View<'a>>
    where
        T: Viewed + 'a,
        T::View<'a>: Decode<'a, Self>,
    {
        self.read(bytes)
    }

    /// The same codec within other limits.
    fn within(self, limits: &Limits) -> Within<Self> {
        Within::new(Context::new(limits))
    }
}

/// The form of integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ints {
    /// One byte up to 250, else a marker and 2, 4, 8 or 16 bytes, little-endian; signed numbers
    /// are zig-zagged first.
    Varint,
    /// As many bytes as the type has, little-endian.
    Fixed,
    /// Seven bits to a byte, the lowest first; signed numbers are zig-zagged first.
    Leb128,
}

/// The default: small numbers take one byte, larger ones a marker and a power of two. The bytes of
/// bincode 2's `standard()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Varint;

/// Numbers as wide as their types, lengths of eight bytes, tags of four. The bytes of bincode 1's
/// `serialize`, and of bincode 2's `legacy()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fixed;

/// Seven bits to a byte. The bytes of postcard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Leb128;

impl Profile for Varint {
    const INTS: Ints = Ints::Varint;
}

impl Profile for Fixed {
    const INTS: Ints = Ints::Fixed;
}

impl Profile for Leb128 {
    const INTS: Ints = Ints::Leb128;
}

/// A profile with limits of its own, made by [`Profile::within`].
#[derive(Debug, Clone, Copy)]
pub struct Within<P> {
    pub(super) context: Context,
    of: PhantomData<P>,
}

impl<P: Profile> Within<P> {
    pub(super) const fn new(context: Context) -> Self {
        Self { context, of: PhantomData }
    }

    /// As [`Profile::read`].
    ///
    /// # Errors
    /// As [`Profile::read`].
    #[inline]
    pub fn read<'a, T: Decode<'a, P>>(self, bytes: &'a [u8]) -> Result<T> {
        Decoder::all(bytes, self.context, T::decode)
    }

    /// As [`Profile::view`].
    ///
    /// # Errors
    /// As [`Profile::read`].
    #[inline]
    pub fn view<'a, T>(self, bytes: &'a [u8]) -> Result<T::View<'a>>
    where
        T: Viewed + 'a,
        T::View<'a>: Decode<'a, P>,
    {
        self.read(bytes)
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Varint {}
    impl Sealed for super::Fixed {}
    impl Sealed for super::Leb128 {}
}
