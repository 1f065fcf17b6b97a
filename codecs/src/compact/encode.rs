//! Writing: the trait, and the obvious destinations.
use super::{Ints, Layout, Profile, leb128};
use crate::{Context, Error, ErrorKind, Result, varint};
use alloc::vec::Vec;

/// A type that can be written. `#[derive(Compact)]` implements it.
pub trait Encode<P: Profile>: Layout<P> {
    /// Writes the value. What cannot be written is told to [`Out::fail`].
    fn encode<W: Out>(&self, w: &mut W);

    /// Writes many, one after the other.
    #[doc(hidden)]
    #[inline]
    fn encode_all<W: Out>(items: &[Self], w: &mut W)
    where
        Self: Sized,
    {
        for item in items {
            match Self::SIZE {
                // A constant: one check for each item, not one for each of its fields.
                Some(size) => w.sized::<P, Self>(size, item),
                None => item.encode(w),
            }
        }
    }
}

/// Where values are written. It never stops halfway: a fault is kept and told at the end.
pub trait Out: Sized {
    /// Appends bytes.
    fn put(&mut self, bytes: &[u8]);

    /// Appends a number of bytes that is known to the compiler.
    #[inline(always)]
    fn array<const N: usize>(&mut self, bytes: [u8; N]) {
        self.put(&bytes);
    }

    /// Appends an integer of up to 64 bits in the profile's variable form. (In `Fixed`, which has
    /// none, eight bytes: its form of a length.)
    #[inline]
    fn varint<P: Profile>(&mut self, n: u64) {
        match P::INTS {
            Ints::Fixed => self.put(&n.to_le_bytes()),
            Ints::Varint => varint::write_bincode(&mut Adapter::of(self), n),
            Ints::Leb128 => varint::write_leb128(&mut Adapter::of(self), n),
        }
    }

    /// Appends an integer of 128 bits in the profile's form.
    #[inline]
    fn varint_u128<P: Profile>(&mut self, n: u128) {
        match (P::INTS, u64::try_from(n)) {
            (Ints::Varint | Ints::Leb128, Ok(n)) => self.varint::<P>(n),
            (Ints::Fixed, _) => self.array(n.to_le_bytes()),
            (Ints::Leb128, _) => leb128::write_u128(self, n),
            (Ints::Varint, Err(_)) => {
                self.array([254]);
                self.array(n.to_le_bytes());
            }
        }
    }

    /// Appends a length.
    #[inline(always)]
    fn len<P: Profile>(&mut self, n: usize) {
        self.varint::<P>(u64::try_from(n).unwrap_or(u64::MAX));
    }

    /// Appends an enum's tag.
    #[inline(always)]
    fn tag<P: Profile>(&mut self, tag: u32) {
        match P::INTS {
            Ints::Fixed => self.array(tag.to_le_bytes()),
            _ => self.varint::<P>(tag.into()),
        }
    }

    /// Appends a length, then as many bytes.
    #[inline]
    fn prefixed<P: Profile>(&mut self, bytes: &[u8]) {
        self.len::<P>(bytes.len());
        self.put(bytes);
    }

    /// Appends a value that takes exactly `size` bytes.
    #[inline(always)]
    fn sized<P: Profile, T: Encode<P>>(&mut self, _size: usize, value: &T) {
        value.encode(self);
    }

    /// How deep values may still nest.
    fn depth(&mut self) -> &mut u16;

    /// Runs `f` one level deeper, unless that is too deep.
    #[inline]
    fn nest(&mut self, f: impl FnOnce(&mut Self)) {
        match self.depth().checked_sub(1) {
            Some(depth) => {
                *self.depth() = depth;
                f(self);
                *self.depth() = depth.saturating_add(1);
            }
            None => self.fail(ErrorKind::DepthLimit, 0),
        }
    }

    /// Keeps a fault. The first one counts.
    fn fail(&mut self, kind: ErrorKind, detail: usize);
}

/// Lets the crate's varints write to an [`Out`].
struct Adapter<'w, W> {
    out: &'w mut W,
    context: Context,
}

impl<'w, W: Out> Adapter<'w, W> {
    #[inline(always)]
    const fn of(out: &'w mut W) -> Self {
        Self { out, context: Context::DEFAULT }
    }
}

impl<W: Out> crate::Write for Adapter<'_, W> {
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        self.out.put(bytes);
    }

    fn len(&self) -> usize {
        0
    }

    fn patch(&mut self, _at: usize, _bytes: &[u8]) {}

    fn widen(&mut self, _at: usize, _n: usize) {}

    fn context(&self) -> &Context {
        &self.context
    }

    fn context_mut(&mut self) -> &mut Context {
        &mut self.context
    }
}

/// Counts what would be written.
#[derive(Debug)]
pub(super) struct Count {
    len: usize,
    depth: u16,
    fault: Option<Error>,
}

impl Count {
    pub(super) const fn new(depth: u16) -> Self {
        Self { len: 0, depth, fault: None }
    }

    pub(super) fn finish(self) -> Result<usize> {
        self.fault.map_or(Ok(self.len), Err)
    }

    #[inline(always)]
    const fn add(&mut self, n: usize) {
        self.len = self.len.saturating_add(n);
    }
}

impl Out for Count {
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        self.add(bytes.len());
    }

    #[inline(always)]
    fn varint<P: Profile>(&mut self, n: u64) {
        self.add(match P::INTS {
            Ints::Fixed => 8,
            Ints::Varint => varint::len_bincode(n),
            Ints::Leb128 => varint::len_leb128(n),
        });
    }

    #[inline(always)]
    fn sized<P: Profile, T: Encode<P>>(&mut self, size: usize, _value: &T) {
        self.add(size);
    }

    #[inline(always)]
    fn depth(&mut self) -> &mut u16 {
        &mut self.depth
    }

    #[cold]
    fn fail(&mut self, kind: ErrorKind, detail: usize) {
        let len = self.len;
        self.fault.get_or_insert_with(|| Error::new(kind, len, detail));
    }
}

/// The obvious encoder, a byte at a time in safe code: what the fast one is compared with.
#[derive(Debug)]
pub struct Plain<'o> {
    out: &'o mut Vec<u8>,
    start: usize,
    depth: u16,
    fault: Option<Error>,
}

impl<'o> Plain<'o> {
    /// Appends to `out`.
    pub const fn new(out: &'o mut Vec<u8>) -> Self {
        let start = out.len();
        Self { out, start, depth: Context::DEFAULT.depth, fault: None }
    }

    /// Whether all went well.
    ///
    /// # Errors
    /// The first fault.
    pub fn finish(self) -> Result<()> {
        self.fault.map_or(Ok(()), |error| {
            self.out.truncate(self.start);
            Err(error)
        })
    }
}

impl Out for Plain<'_> {
    fn put(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    fn depth(&mut self) -> &mut u16 {
        &mut self.depth
    }

    fn fail(&mut self, kind: ErrorKind, detail: usize) {
        let len = self.out.len().saturating_sub(self.start);
        self.fault.get_or_insert_with(|| Error::new(kind, len, detail));
    }
}
