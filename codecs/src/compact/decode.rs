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
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self>;

    /// Reads `n` values that [`Decoder::count`] has allowed.
    #[doc(hidden)]
    #[inline]
    fn decode_many(d: &mut Decoder<'a>, n: usize) -> Outcome<Vec<Self>> {
        let mut items = Vec::new();
        // Only a start: if it cannot be had, growing will tell.
        let _ = items.try_reserve_exact(d.reserve(n, Self::MIN));
        if let Some(size @ 1..) = Self::SIZE {
            row(d, n, size, &mut items)?;
        } else {
            d.enter()?;
            while items.len() < n {
                // At once if the elements were paid for, else as they come.
                items.reserve(1);
                let left = n.saturating_sub(items.len());
                raw::extend(&mut items, left, || Self::decode(d))?;
            }
            d.leave();
        }
        Ok(items)
    }
}

/// A cursor over bytes from outside, with the budgets that keep them from costing more than they
/// should: depth, items, and room (no more elements are reserved than the input can hold, however
/// often the input repeats the claim on its levels).
///
/// It is a [`Reader`] of its own because of what its faults are made from: numbers, never the
/// cursor itself, so that loops can hold it in registers.
#[derive(Debug, Clone)]
pub struct Decoder<'a> {
    rest: &'a [u8],
    /// Where `rest` ends, counted from the first byte of the input.
    end: usize,
    /// Bytes of input that no reservation has been made for yet.
    room: usize,
    /// How many elements without bytes there may still be.
    items: u32,
    /// How deep values may still nest.
    depth: u16,
    /// How deep they might at first, to be told.
    limit: u16,
    /// What went wrong.
    fault: Option<Error>,
}

/// Something went wrong, and the decoder knows what: so small that hot paths return values, not
/// results, in registers. Only [`Decoder::fail`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault(());

/// What reading a value gives.
pub type Outcome<T> = core::result::Result<T, Fault>;

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
        Self {
            rest: bytes,
            end: bytes.len(),
            room: bytes.len(),
            items: context.items,
            depth: context.depth,
            limit: context.depth,
            fault: None,
        }
    }

    /// Reads what takes all of `bytes`, in `context`.
    ///
    /// # Errors
    /// The fault that `f` met, and [`ErrorKind::Trailing`] when it leaves bytes.
    #[inline]
    pub fn all<T>(
        bytes: &'a [u8],
        context: Context,
        f: impl FnOnce(&mut Self) -> Outcome<T>,
    ) -> Result<T> {
        let mut d = Self::with(bytes, context);
        let value = match f(&mut d) {
            Ok(value) if d.rest.is_empty() => return Ok(value),
            Ok(_) => d.fail(ErrorKind::Trailing, d.rest.len()),
            Err(fault) => fault,
        };
        Err(d.told(value))
    }

    /// The next `n` bytes.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedEnd`].
    #[inline(always)]
    pub fn take(&mut self, n: usize) -> Outcome<&'a [u8]> {
        let Some((head, rest)) = self.rest.split_at_checked(n) else {
            return Err(self.end(n));
        };
        self.rest = rest;
        Ok(head)
    }

    /// The next `N` bytes.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedEnd`].
    #[inline(always)]
    pub fn array<const N: usize>(&mut self) -> Outcome<&'a [u8; N]> {
        let Some((head, rest)) = self.rest.split_first_chunk() else {
            return Err(self.end(N));
        };
        self.rest = rest;
        Ok(head)
    }

    /// The next byte, without taking it.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedEnd`].
    #[inline]
    pub fn peek(&mut self) -> Outcome<u8> {
        match self.rest {
            [first, ..] => Ok(*first),
            [] => Err(self.end(1)),
        }
    }

    /// How many bytes are left.
    #[inline(always)]
    pub const fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// How many bytes were read.
    #[inline(always)]
    pub const fn offset(&self) -> usize {
        // `rest` never grows past what `end` was set from.
        self.end.wrapping_sub(self.rest.len())
    }

    /// Keeps a fault that is here.
    #[inline(always)]
    pub fn fail(&mut self, kind: ErrorKind, detail: usize) -> Fault {
        self.fault = Some(Error::new(kind, self.offset(), detail));
        Fault(())
    }

    /// `wanted` bytes are not there.
    #[inline(always)]
    fn end(&mut self, wanted: usize) -> Fault {
        self.fault = Some(Error::end(self.offset(), wanted, self.rest.len()));
        Fault(())
    }

    /// What a fault was.
    #[inline(always)]
    pub fn told(&self, _fault: Fault) -> Error {
        self.fault.unwrap_or_else(|| Error::new(ErrorKind::BadValue, self.offset(), 0))
    }

    /// An integer of at most `bits` bits in the profile's variable form. (In `Fixed`, which has
    /// none, of eight bytes.)
    ///
    /// # Errors
    /// [`ErrorKind::BadVarint`] when it is wider, [`ErrorKind::UnexpectedEnd`].
    #[cfg_attr(debug_assertions, inline(never))] // Recursive types pay for it on each level.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn varint<P: Profile>(&mut self, bits: u32) -> Outcome<u64> {
        let (n, rest) = match (P::INTS, self.rest) {
            (Ints::Fixed, _) => return Ok(u64::from_le_bytes(*self.array()?)),
            (Ints::Varint, [n @ 0..=250, rest @ ..]) | (Ints::Leb128, [n @ 0..=127, rest @ ..]) => {
                (u64::from(*n), rest)
            }
            (Ints::Varint, [251, a, b, rest @ ..]) if bits >= 16 => {
                (u64::from(u16::from_le_bytes([*a, *b])), rest)
            }
            (Ints::Varint, [252, a, b, c, d, rest @ ..]) if bits >= 32 => {
                (u64::from(u32::from_le_bytes([*a, *b, *c, *d])), rest)
            }
            (_, rest) => match long::<P>(rest, bits) {
                Some(found) => found,
                None => {
                    self.fault = Some(long_fault::<P>(rest, bits, self.end));
                    return Err(Fault(()));
                }
            },
        };
        self.rest = rest;
        Ok(n)
    }

    /// An integer of 128 bits in the profile's form.
    ///
    /// # Errors
    /// As [`varint`](Self::varint).
    #[inline]
    pub fn varint_u128<P: Profile>(&mut self) -> Outcome<u128> {
        match (P::INTS, self.rest) {
            (Ints::Fixed, _) => Ok(u128::from_le_bytes(*self.array()?)),
            (Ints::Leb128, _) => leb128::read_u128(self),
            (Ints::Varint, [254, ..]) => {
                self.take(1)?;
                Ok(u128::from_le_bytes(*self.array()?))
            }
            (Ints::Varint, _) => self.varint::<P>(u64::BITS).map(u128::from),
        }
    }

    /// A length.
    ///
    /// # Errors
    /// [`ErrorKind::BadLength`] when this machine cannot address it, and as
    /// [`varint`](Self::varint).
    #[inline(always)]
    pub fn len<P: Profile>(&mut self) -> Outcome<usize> {
        let n = self.varint::<P>(u64::BITS)?;
        usize::try_from(n).map_err(|_| self.fail(ErrorKind::BadLength, usize::MAX))
    }

    /// An enum's tag.
    ///
    /// # Errors
    /// As [`varint`](Self::varint).
    #[inline(always)]
    pub fn tag<P: Profile>(&mut self) -> Outcome<u32> {
        match P::INTS {
            Ints::Fixed => Ok(u32::from_le_bytes(*self.array()?)),
            // Neither form of 32 bits holds more.
            _ => self.varint::<P>(u32::BITS).map(|tag| u32::try_from(tag).unwrap_or(u32::MAX)),
        }
    }

    /// The fault of a tag that its enum has not.
    #[inline(always)]
    pub fn bad_tag(&mut self, tag: u32) -> Fault {
        self.fail(ErrorKind::BadValue, usize::try_from(tag).unwrap_or(usize::MAX))
    }

    /// A length, then as many bytes.
    ///
    /// # Errors
    /// As [`len`](Self::len).
    #[inline(always)]
    pub fn prefixed<P: Profile>(&mut self) -> Outcome<&'a [u8]> {
        let n = self.len::<P>()?;
        self.take(n)
    }

    /// A length, then as much text.
    ///
    /// # Errors
    /// [`ErrorKind::BadUtf8`], and as [`len`](Self::len).
    #[cfg_attr(debug_assertions, inline(never))] // Recursive types pay for it on each level.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn text<P: Profile>(&mut self) -> Outcome<&'a str> {
        let n = self.len::<P>()?;
        let rest = self.rest;
        self.take(n)?;
        raw::text(rest, n).ok_or_else(|| self.fail(ErrorKind::BadUtf8, 0))
    }

    /// Begins to read what nests one level deeper; [`leave`](Self::leave) ends it. Not a closure:
    /// recursive types would pay for it with stack on each of their levels.
    ///
    /// # Errors
    /// [`ErrorKind::DepthLimit`] when that is too deep.
    #[inline(always)]
    pub fn enter(&mut self) -> Outcome<()> {
        let Some(depth) = self.depth.checked_sub(1) else {
            return Err(self.fail(ErrorKind::DepthLimit, self.limit.into()));
        };
        self.depth = depth;
        Ok(())
    }

    /// Undoes [`enter`](Self::enter).
    #[inline(always)]
    pub const fn leave(&mut self) {
        self.depth = self.depth.saturating_add(1);
    }

    /// The number of elements that follow, each of at least `min` bytes.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedEnd`] when what is left cannot hold them, [`ErrorKind::ItemLimit`]
    /// when they may take no bytes and are too many.
    #[inline]
    pub fn count<P: Profile>(&mut self, min: usize) -> Outcome<usize> {
        let n = self.len::<P>()?;
        match self.remaining().checked_div(min) {
            Some(most) if n <= most => {}
            Some(_) => {
                let wanted = n.saturating_mul(min);
                return Err(self.end(wanted));
            }
            // As many as there are bytes may be; the others count.
            None => {
                let free = u32::try_from(n.saturating_sub(self.remaining())).unwrap_or(u32::MAX);
                match self.items.checked_sub(free) {
                    Some(items) => self.items = items,
                    None => return Err(self.fail(ErrorKind::ItemLimit, n)),
                }
            }
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
) -> Outcome<()> {
    let mut end = d.offset();
    let mut inner = d.clone();
    let mut chunks = d.take(n.saturating_mul(size))?.chunks_exact(size);
    // Their bytes are there, whatever was reserved before.
    items.reserve(n);
    let each = || {
        inner.rest = chunks.next().unwrap_or_default();
        end = end.wrapping_add(size);
        inner.end = end;
        T::decode(&mut inner)
    };
    raw::extend(items, n, each).inspect_err(|_| d.fault = inner.fault)
}

/// The longer forms of a number, and what comes behind it.
#[inline(never)]
fn long<P: Profile>(rest: &[u8], bits: u32) -> Option<(u64, &[u8])> {
    let mut r = Reader::new(rest);
    let n = match P::INTS {
        Ints::Leb128 => varint::read_leb128(&mut r, bits),
        _ => varint::read_bincode(&mut r, bits),
    };
    Some((n.ok()?, r.rest()))
}

/// Why there is no number at the front of `rest`, which ends `end` bytes into the input.
#[cold]
fn long_fault<P: Profile>(rest: &[u8], bits: u32, end: usize) -> Error {
    let mut r = Reader::new(rest);
    let fault = match P::INTS {
        Ints::Leb128 => varint::read_leb128(&mut r, bits),
        _ => varint::read_bincode(&mut r, bits),
    };
    let fault = fault.err().unwrap_or_else(|| r.error(ErrorKind::BadVarint, 0));
    moved(fault, end.wrapping_sub(rest.len()))
}

/// The same error, counted from the first byte of the input.
#[cold]
fn moved(error: Error, base: usize) -> Error {
    error.after(u64::try_from(base).unwrap_or(u64::MAX))
}

/// Space for this many elements that take no bytes of input is reserved unasked.
const FREE_ITEMS: usize = 64;
