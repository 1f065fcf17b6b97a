//! The unsafe code of this crate's compact format: writing without a bounds check for every byte,
//! text that is known to be ASCII, arrays filled in place. [`Plain`](super::Plain), `str::from_utf8`
//! and vectors are the safe twins that tests compare with.
#![expect(unsafe_code, reason = "measured: serialize 3x, borrowed view 2x faster than the twins")]
use super::{Ints, Out, Profile};
use crate::{Context, Error, ErrorKind, Result};
use alloc::{string::String, vec::Vec};
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ptr;

/// The fast encoder: a pointer that runs through a vector's spare room, or through a slice.
#[derive(Debug)]
pub struct Encoder<'o> {
    /// Invariant: `at..end` is writable, and belongs to `target` for `'o`.
    at: *mut u8,
    end: *mut u8,
    target: Target<'o>,
    depth: u16,
    limit: u16,
    fault: Option<Error>,
}

#[derive(Debug)]
enum Target<'o> {
    /// Grows. What it held when the encoder was made.
    Vec(&'o mut Vec<u8>, usize),
    /// Does not: how long it is, and how many bytes did not fit.
    Slice { room: usize, missing: usize, of: PhantomData<&'o mut [u8]> },
}

impl<'o> Encoder<'o> {
    /// Appends to `out`.
    #[inline]
    pub fn new(out: &'o mut Vec<u8>) -> Self {
        Self::with(out, Context::DEFAULT)
    }

    /// Appends to `out`, in `context`.
    #[inline]
    pub fn with(out: &'o mut Vec<u8>, context: Context) -> Self {
        let spare = out.spare_capacity_mut().as_mut_ptr_range();
        let (at, end) = (spare.start.cast(), spare.end.cast());
        let start = out.len();
        Self {
            at,
            end,
            target: Target::Vec(out, start),
            depth: context.depth,
            limit: context.depth,
            fault: None,
        }
    }

    /// Writes to the front of `out`, in `context`.
    #[inline]
    pub fn into_slice(out: &'o mut [u8], context: Context) -> Self {
        let room = out.len();
        let range = out.as_mut_ptr_range();
        Self {
            at: range.start,
            end: range.end,
            target: Target::Slice { room, missing: 0, of: PhantomData },
            depth: context.depth,
            limit: context.depth,
            fault: None,
        }
    }

    /// How many bytes were written. On an error a vector is as it was.
    ///
    /// # Errors
    /// The first fault, or [`ErrorKind::UnexpectedEnd`] with the bytes missing when a slice was too
    /// short.
    #[inline]
    pub fn finish(mut self) -> Result<usize> {
        let spare = self.spare();
        match (self.fault, &mut self.target) {
            (None, Target::Vec(out, start)) => {
                let len = out.capacity().wrapping_sub(spare);
                // SAFETY: the bytes up to `at` were written, by this encoder or before it.
                unsafe { out.set_len(len) };
                Ok(len.wrapping_sub(*start))
            }
            (None, Target::Slice { room, missing: 0, .. }) => Ok(room.wrapping_sub(spare)),
            (None, Target::Slice { room, missing, .. }) => {
                Err(Error::end(*room, room.saturating_add(*missing), *room))
            }
            (Some(fault), Target::Vec(out, start)) => {
                out.truncate(*start);
                Err(fault)
            }
            (Some(fault), Target::Slice { .. }) => Err(fault),
        }
    }

    /// How many bytes fit before the target has to grow.
    #[inline(always)]
    fn spare(&self) -> usize {
        self.end.addr().wrapping_sub(self.at.addr())
    }

    /// Whether `n` bytes can be written, maybe after growing.
    #[inline(always)]
    fn room(&mut self, n: usize) -> bool {
        self.spare() >= n || self.grow(n)
    }

    /// Makes room for `n` bytes in a vector; a slice has what it has.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, n: usize) -> bool {
        let spare = self.spare();
        let Target::Vec(out, _) = &mut self.target else { return false };
        let len = out.capacity().wrapping_sub(spare);
        // SAFETY: the bytes up to `at` were written, by this encoder or before it.
        unsafe { out.set_len(len) };
        out.reserve(n);
        let range = out.spare_capacity_mut().as_mut_ptr_range();
        (self.at, self.end) = (range.start.cast(), range.end.cast());
        true
    }

    /// Writes bytes for which the generous bound of the fast path was too much.
    #[cold]
    #[inline(never)]
    fn put_exactly(&mut self, bytes: &[u8]) {
        if self.room(bytes.len()) {
            // SAFETY: `room` has said that they fit.
            return unsafe { self.push(bytes) };
        }
        let spare = self.spare();
        self.at = self.end;
        if let Target::Slice { missing, .. } = &mut self.target {
            *missing = missing.saturating_add(bytes.len().wrapping_sub(spare));
        }
    }

    /// As [`put_exactly`](Self::put_exactly), for a number.
    #[cold]
    #[inline(never)]
    fn varint_exactly<P: Profile>(&mut self, n: u64) {
        let mut room = [0; MAX_VARINT];
        let mut short = Encoder::into_slice(&mut room, Context::DEFAULT);
        // SAFETY: the slice is MAX_VARINT bytes long.
        unsafe { short.push_varint::<P>(n) };
        let len = MAX_VARINT.wrapping_sub(short.spare());
        self.put_exactly(room.get(..len).unwrap_or_default());
    }

    /// # Safety
    /// `bytes.len() <= self.spare()`.
    #[inline(always)]
    const unsafe fn push(&mut self, bytes: &[u8]) {
        // SAFETY: the caller says that they fit; a `&[u8]` does not overlap what we may write.
        unsafe {
            copy(bytes.as_ptr(), self.at, bytes.len());
            self.at = self.at.add(bytes.len());
        }
    }

    /// # Safety
    /// `N <= self.spare()`.
    #[inline(always)]
    const unsafe fn push_array<const N: usize>(&mut self, bytes: [u8; N]) {
        // SAFETY: the caller says that they fit.
        unsafe {
            self.at.cast::<[u8; N]>().write_unaligned(bytes);
            self.at = self.at.add(N);
        }
    }

    /// # Safety
    /// `MAX_VARINT <= self.spare()`.
    #[inline(always)]
    unsafe fn push_varint<P: Profile>(&mut self, n: u64) {
        let [a, b, c, d, ..] = n.to_le_bytes();
        // SAFETY: no form is longer than MAX_VARINT bytes.
        unsafe {
            match (P::INTS, n) {
                (Ints::Fixed, _) => self.push_array(n.to_le_bytes()),
                (Ints::Varint, 0..=250) => self.push_array([a]),
                (Ints::Varint, 251..=0xffff) => self.push_array([251, a, b]),
                (Ints::Varint, 0x1_0000..=0xffff_ffff) => self.push_array([252, a, b, c, d]),
                (Ints::Varint, _) => {
                    self.push_array([253]);
                    self.push_array(n.to_le_bytes());
                }
                (Ints::Leb128, _) => {
                    let mut n = n;
                    while n > 0x7f {
                        let [low, ..] = n.to_le_bytes();
                        self.push_array([low | 0x80]);
                        n >>= 7;
                    }
                    let [low, ..] = n.to_le_bytes();
                    self.push_array([low]);
                }
            }
        }
    }
}

/// The longest form of a number of 64 bits.
const MAX_VARINT: usize = 10;

impl Out for Encoder<'_> {
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        if self.room(bytes.len()) {
            // SAFETY: `room` has said that they fit.
            unsafe { self.push(bytes) }
        } else {
            self.put_exactly(bytes);
        }
    }

    #[inline(always)]
    fn array<const N: usize>(&mut self, bytes: [u8; N]) {
        if self.room(N) {
            // SAFETY: `room` has said that they fit.
            unsafe { self.push_array(bytes) }
        } else {
            self.put_exactly(&bytes);
        }
    }

    #[inline(always)]
    fn varint<P: Profile>(&mut self, n: u64) {
        if self.room(MAX_VARINT) {
            // SAFETY: `room` has said that the longest form fits.
            unsafe { self.push_varint::<P>(n) }
        } else {
            self.varint_exactly::<P>(n);
        }
    }

    #[inline(always)]
    fn prefixed<P: Profile>(&mut self, bytes: &[u8]) {
        if self.room(bytes.len().saturating_add(MAX_VARINT)) {
            // SAFETY: `room` has said that the longest form and the bytes fit.
            unsafe {
                self.push_varint::<P>(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
                self.push(bytes);
            }
        } else {
            self.len::<P>(bytes.len());
            self.put(bytes);
        }
    }

    #[inline(always)]
    fn chunk(&mut self, size: usize, f: impl FnOnce(&mut Self)) {
        if !self.room(size) {
            return f(self);
        }
        let mut chunk = Encoder {
            at: self.at,
            // SAFETY: `room` has said that `size` bytes are ours.
            end: unsafe { self.at.add(size) },
            target: Target::Slice { room: size, missing: 0, of: PhantomData },
            depth: self.depth,
            limit: self.limit,
            fault: None,
        };
        f(&mut chunk);
        self.at = chunk.at;
        if let Target::Slice { missing: 1.., .. } = chunk.target {
            // A `Layout::SIZE` that is not true.
            self.fail(ErrorKind::Unwritable, size);
        }
        if let Some(fault) = chunk.fault {
            self.fail(fault.kind, size);
        }
    }

    #[inline(always)]
    fn depth(&mut self) -> &mut u16 {
        &mut self.depth
    }

    #[cold]
    fn fail(&mut self, kind: ErrorKind, detail: usize) {
        let spare = self.spare();
        let at = match &self.target {
            Target::Vec(out, start) => out.capacity().wrapping_sub(spare).wrapping_sub(*start),
            Target::Slice { room, .. } => room.wrapping_sub(spare),
        };
        let detail = if kind == ErrorKind::DepthLimit { self.limit.into() } else { detail };
        self.fault.get_or_insert_with(|| Error::new(kind, at, detail));
    }
}

/// Copies `n` bytes. Short ones, which most texts are, as two words that overlap: no call, no loop.
///
/// # Safety
/// `n` bytes can be read at `from` and written at `to`, and do not overlap.
#[inline(always)]
const unsafe fn copy(from: *const u8, to: *mut u8, n: usize) {
    /// # Safety
    /// As `copy`, and `n >= size_of::<T>()`, and `n <= 2 * size_of::<T>()`.
    #[inline(always)]
    const unsafe fn ends<T: Copy>(from: *const u8, to: *mut u8, n: usize) {
        let back = n.wrapping_sub(size_of::<T>());
        // SAFETY: both words lie inside the `n` bytes, and are read before either is written.
        unsafe {
            let first = from.cast::<T>().read_unaligned();
            let last = from.add(back).cast::<T>().read_unaligned();
            to.cast::<T>().write_unaligned(first);
            to.add(back).cast::<T>().write_unaligned(last);
        }
    }
    // SAFETY: each arm has the length that `ends` asks for; the last two stay inside the `n` bytes.
    unsafe {
        match n {
            0 => {}
            1 => to.write(from.read()),
            2..=3 => ends::<u16>(from, to, n),
            4..=7 => ends::<u32>(from, to, n),
            8..=15 => ends::<u64>(from, to, n),
            16..=32 => ends::<u128>(from, to, n),
            _ => ptr::copy_nonoverlapping(from, to, n),
        }
    }
}

/// The first `n` bytes of `rest` as text, if they are UTF-8.
///
/// It takes the whole rest because ASCII is told sixteen bytes at a time, past the end of the text
/// if the input goes on.
#[inline(always)]
pub(super) fn text(rest: &[u8], n: usize) -> Option<&str> {
    let bytes = rest.get(..n)?;
    if is_ascii(rest, n) {
        // SAFETY: ASCII is UTF-8.
        return Some(unsafe { str::from_utf8_unchecked(bytes) });
    }
    checked(bytes)
}

#[inline(never)]
fn checked(bytes: &[u8]) -> Option<&str> {
    str::from_utf8(bytes).ok()
}

/// Whether the first `n` bytes are ASCII; no where it would be slow to tell.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn is_ascii(rest: &[u8], n: usize) -> bool {
    use core::arch::x86_64::{__m128i, _mm_loadu_si128, _mm_movemask_epi8};
    /// The top bits of 16 bytes.
    ///
    /// # Safety
    /// 16 bytes can be read at `at`.
    #[inline(always)]
    unsafe fn tops(at: *const u8) -> u32 {
        // SAFETY: SSE2 is part of x86-64, the load needs no alignment, the caller gives the bytes.
        unsafe { _mm_movemask_epi8(_mm_loadu_si128(at.cast::<__m128i>())) }.cast_unsigned()
    }
    let whole = n & !15;
    if rest.len().wrapping_sub(whole) < 16 || n > rest.len() {
        return false;
    }
    let mut at = rest.as_ptr();
    // SAFETY: `whole <= n <= rest.len()`.
    let last = unsafe { at.add(whole) };
    let mut seen = 0;
    while at < last {
        // SAFETY: 16 bytes lie between `at` and `last`, both multiples of 16 from the start.
        unsafe {
            seen |= tops(at);
            at = at.add(16);
        }
    }
    // SAFETY: 16 bytes or more lie behind `whole`, as was asked above.
    let tail = unsafe { tops(last) };
    let inside = !(u32::MAX << (n & 15));
    seen | tail & inside == 0
}

/// Whether the first `n` bytes are ASCII.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn is_ascii(rest: &[u8], n: usize) -> bool {
    rest.get(..n).is_some_and(<[u8]>::is_ascii)
}

/// An owned copy of a text.
#[inline(always)]
pub(super) fn string(text: &str) -> String {
    let n = text.len();
    let mut bytes = Vec::with_capacity(n);
    // SAFETY: there is room for `n` bytes, which do not overlap; all are written, and are UTF-8.
    unsafe {
        copy(text.as_ptr(), bytes.as_mut_ptr(), n);
        bytes.set_len(n);
        String::from_utf8_unchecked(bytes)
    }
}

/// An array of what `f` gives, unless it fails.
#[inline(always)]
pub(super) fn array<T, const N: usize>(mut f: impl FnMut() -> Result<T>) -> Result<[T; N]> {
    /// Drops what was made when `f` fails or panics.
    struct Made<T, const N: usize> {
        items: [MaybeUninit<T>; N],
        len: usize,
    }
    impl<T, const N: usize> Drop for Made<T, N> {
        fn drop(&mut self) {
            for item in self.items.iter_mut().take(self.len) {
                // SAFETY: the first `len` items are written, and dropped only here.
                unsafe { item.assume_init_drop() };
            }
        }
    }
    let mut made = Made { items: [const { MaybeUninit::uninit() }; N], len: 0 };
    for at in 0..N {
        let item = f()?;
        if let Some(slot) = made.items.get_mut(at) {
            slot.write(item);
        }
        made.len = at.wrapping_add(1);
    }
    made.len = 0;
    // SAFETY: the loop has written all N, and `made` no longer drops them.
    Ok(unsafe { ptr::from_ref(&made.items).cast::<[T; N]>().read() })
}

#[cfg(test)]
mod tests;
