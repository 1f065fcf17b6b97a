//! Reading: the trait, and the cursor that it reads from.
use super::{Ints, Layout, Profile, leb128, raw};
use crate::{Context, Error, ErrorKind, Read, Reader, Result, varint};
use alloc::vec::Vec;

/// A type that can be read. `#[derive(Compact)]` implements it.
pub trait Decode<'a, P: Profile>: Layout<P> + Sized {
    /// Reads a value.
    ///
    /// # Errors
    /// When the bytes are not a value, or end before it does.
    fn decode(d: &mut Decoder<'a>) -> Result<Self>;

    /// Reads `n` values that [`Decoder::count`] has allowed.
    #[doc(hidden)]
    #[inline]
    fn decode_many(d: &mut Decoder<'a>, n: usize) -> Result<Vec<Self>> {
        let mut items = Vec::with_capacity(d.reserve(n, Self::MIN));
        if let Some(size @ 1..) = Self::SIZE {
            row(d, n, size, &mut items)?;
        } else {
            d.enter()?;
            for _ in 0..n {
                items.push(Self::decode(d)?);
            }
            d.leave();
        }
        Ok(items)
    }
}

/// A cursor over bytes from outside, with the budgets that keep them from costing more than they
/// should: depth, items, and room (no more elements are reserved than the input can hold, however
/// often the input repeats the claim on its levels).
#[derive(Debug, Clone)]
pub struct Decoder<'a> {
    r: Reader<'a>,
    /// Bytes of input that no reservation has been made for yet.
    room: usize,
    /// The depth limit, to be told.
    limit: u16,
}

#[expect(clippy::len_without_is_empty, reason = "it reads a length, it has none")]
impl<'a> Decoder<'a> {
    /// A decoder of `bytes` within the default limits.
    #[inline]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self::with(bytes, Context::DEFAULT)
    }

    /// A decoder of `bytes` in `context`.
    #[inline]
    pub const fn with(bytes: &'a [u8], context: Context) -> Self {
        Self { r: Reader::with(bytes, context), room: bytes.len(), limit: context.depth }
    }

    /// The next `n` bytes.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedEnd`].
    #[inline(always)]
    pub fn take(&mut self, n: usize) -> Result<&'a [u8]> {
        self.r.take(n)
    }

    /// The next `N` bytes.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedEnd`].
    #[inline(always)]
    pub fn array<const N: usize>(&mut self) -> Result<&'a [u8; N]> {
        self.r.array()
    }

    /// How many bytes are left.
    #[inline(always)]
    pub fn remaining(&self) -> usize {
        self.r.remaining()
    }

    /// How many bytes were read.
    #[inline(always)]
    pub fn offset(&self) -> usize {
        self.r.offset()
    }

    /// An error here.
    #[cold]
    pub fn error(&self, kind: ErrorKind, detail: usize) -> Error {
        self.r.error(kind, detail)
    }

    /// Refuses bytes that are left over.
    ///
    /// # Errors
    /// [`ErrorKind::Trailing`].
    #[inline]
    pub fn finish(&self) -> Result<()> {
        self.r.finish()
    }

    /// An integer of at most `bits` bits in the profile's variable form. (In `Fixed`, which has
    /// none, of eight bytes.)
    ///
    /// # Errors
    /// [`ErrorKind::BadVarint`] when it is wider, [`ErrorKind::UnexpectedEnd`].
    #[inline(always)]
    pub fn varint<P: Profile>(&mut self, bits: u32) -> Result<u64> {
        match P::INTS {
            Ints::Varint => varint::read_bincode(&mut self.r, bits),
            Ints::Fixed => Ok(u64::from_le_bytes(*self.array()?)),
            Ints::Leb128 => varint::read_leb128(&mut self.r, bits),
        }
    }

    /// An integer of 128 bits in the profile's form.
    ///
    /// # Errors
    /// As [`varint`](Self::varint).
    #[inline]
    pub fn varint_u128<P: Profile>(&mut self) -> Result<u128> {
        match P::INTS {
            Ints::Varint => varint::read_bincode_u128(&mut self.r),
            Ints::Fixed => Ok(u128::from_le_bytes(*self.array()?)),
            Ints::Leb128 => leb128::read_u128(self),
        }
    }

    /// A length.
    ///
    /// # Errors
    /// [`ErrorKind::BadLength`] when this machine cannot address it, and as
    /// [`varint`](Self::varint).
    #[inline(always)]
    pub fn len<P: Profile>(&mut self) -> Result<usize> {
        let n = self.varint::<P>(u64::BITS)?;
        usize::try_from(n).map_err(|_| self.error(ErrorKind::BadLength, usize::MAX))
    }

    /// An enum's tag.
    ///
    /// # Errors
    /// As [`varint`](Self::varint).
    #[inline(always)]
    pub fn tag<P: Profile>(&mut self) -> Result<u32> {
        match P::INTS {
            Ints::Fixed => Ok(u32::from_le_bytes(*self.array()?)),
            // Neither form of 32 bits holds more.
            _ => self.varint::<P>(u32::BITS).map(|tag| u32::try_from(tag).unwrap_or(u32::MAX)),
        }
    }

    /// The error of a tag that its enum has not.
    #[cold]
    pub fn bad_tag(&self, tag: u32) -> Error {
        self.error(ErrorKind::BadValue, usize::try_from(tag).unwrap_or(usize::MAX))
    }

    /// A length, then as many bytes.
    ///
    /// # Errors
    /// As [`len`](Self::len).
    #[inline(always)]
    pub fn prefixed<P: Profile>(&mut self) -> Result<&'a [u8]> {
        let n = self.len::<P>()?;
        self.take(n)
    }

    /// A length, then as much text.
    ///
    /// # Errors
    /// [`ErrorKind::BadUtf8`], and as [`len`](Self::len).
    #[inline(always)]
    pub fn text<P: Profile>(&mut self) -> Result<&'a str> {
        let n = self.len::<P>()?;
        let rest = self.r.rest();
        self.take(n)?;
        raw::text(rest, n).ok_or_else(|| self.error(ErrorKind::BadUtf8, 0))
    }

    /// Begins to read what nests one level deeper; [`leave`](Self::leave) ends it. Not a closure:
    /// recursive types would pay for it with stack on each of their levels.
    ///
    /// # Errors
    /// [`ErrorKind::DepthLimit`] when that is too deep.
    #[inline(always)]
    pub fn enter(&mut self) -> Result<()> {
        let context = self.r.context_mut();
        match context.depth.checked_sub(1) {
            Some(depth) => context.depth = depth,
            None => return Err(self.error(ErrorKind::DepthLimit, self.limit.into())),
        }
        Ok(())
    }

    /// Undoes [`enter`](Self::enter).
    #[inline(always)]
    pub fn leave(&mut self) {
        let context = self.r.context_mut();
        context.depth = context.depth.saturating_add(1);
    }

    /// The number of elements that follow, each of at least `min` bytes.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedEnd`] when what is left cannot hold them, [`ErrorKind::ItemLimit`]
    /// when they take no bytes and are too many.
    #[inline]
    pub fn count<P: Profile>(&mut self, min: usize) -> Result<usize> {
        let n = self.len::<P>()?;
        match self.remaining().checked_div(min) {
            Some(most) if n <= most => {}
            Some(_) => {
                let (at, left) = (self.offset(), self.remaining());
                return Err(Error::end(at, n.saturating_mul(min), left));
            }
            None => self.r.claim(n)?,
        }
        Ok(n)
    }

    /// How many of `n` elements, each of at least `min` bytes, to reserve space for at once.
    ///
    /// Each element is paid for with its own `min` bytes of input, so that honest input gets all
    /// that it asks for and no input gets more than its length in all.
    #[inline]
    pub fn reserve(&mut self, n: usize, min: usize) -> usize {
        let n = match self.room.checked_div(min) {
            Some(most) => n.min(most),
            None => n.min(FREE_ITEMS),
        };
        self.room = self.room.saturating_sub(n.saturating_mul(min));
        n
    }
}

/// Reads `n` elements that all take `size` bytes: one check for all of them, and none for their
/// fields, since the compiler knows how long each one's bytes are.
#[inline]
fn row<'a, P: Profile, T: Decode<'a, P>>(
    d: &mut Decoder<'a>,
    n: usize,
    size: usize,
    items: &mut Vec<T>,
) -> Result<()> {
    let (mut at, context, limit) = (d.offset(), *d.r.context(), d.limit);
    for chunk in d.take(n.saturating_mul(size))?.chunks_exact(size) {
        let mut d = Decoder { r: Reader::with(chunk, context), room: 0, limit };
        match T::decode(&mut d) {
            Ok(item) => items.push(item),
            Err(error) => return Err(moved(error, at)),
        }
        at = at.wrapping_add(size);
    }
    Ok(())
}

/// The same error, counted from the first byte of the input.
#[cold]
fn moved(error: Error, base: usize) -> Error {
    error.after(u64::try_from(base).unwrap_or(u64::MAX))
}

/// Space for this many elements that take no bytes of input is reserved unasked.
const FREE_ITEMS: usize = 64;
