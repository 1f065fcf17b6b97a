//! The unsafe code of this crate's compact format: writing without a bounds check for every byte,
//! text that is known to be ASCII, arrays filled in place. [`Plain`](super::Plain), `str::from_utf8`
//! and vectors are the safe twins that tests compare with.
#![expect(
    unsafe_code,
    reason = "measured on logs: writing 4x as fast as bincode 2, views 4x as fast as wincode"
)]
use super::{Encode, Ints, Out, Profile, ascii};
use crate::{Context, Error, ErrorKind, Result, writer::raw::copy};
use alloc::{string::String, vec::Vec};
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ptr;

/// The fast encoder: a pointer that runs through a vector's spare room, or through a slice.
///
/// Only two pointers and a depth: what is rare lives elsewhere and is called with numbers, so that
/// loops can hold the rest in registers.
#[derive(Debug)]
pub struct Encoder<'w> {
    /// Invariant: `at..end` is writable, and belongs to the target for as long as `'w`.
    at: *mut u8,
    end: *mut u8,
    depth: u16,
    rare: &'w mut Rare<'w>,
}

impl Encoder<'_> {
    /// Appends what `f` writes to `out`, and says how many bytes that was.
    ///
    /// # Errors
    /// The first fault. `out` is then as it was.
    #[inline]
    pub fn append(
        out: &mut Vec<u8>,
        context: Context,
        f: impl FnOnce(&mut Encoder<'_>),
    ) -> Result<usize> {
        let spare = out.spare_capacity_mut().as_mut_ptr_range();
        let (at, end) = (spare.start.cast(), spare.end.cast());
        let start = out.len();
        let mut rare = Rare::new(Target::Vec(out, start), context);
        let mut w = Encoder { at, end, depth: context.depth, rare: &mut rare };
        f(&mut w);
        w.rare.finish(w.at, w.end)
    }

    /// Writes what `f` writes to the front of `out`, and says how many bytes that was.
    ///
    /// # Errors
    /// The first fault, or [`ErrorKind::UnexpectedEnd`] with the bytes missing when `out` is too
    /// short.
    #[inline]
    pub fn fill(
        out: &mut [u8],
        context: Context,
        f: impl FnOnce(&mut Encoder<'_>),
    ) -> Result<usize> {
        let room = out.len();
        let range = out.as_mut_ptr_range();
        let mut rare = Rare::new(Target::Slice { room, missing: 0, of: PhantomData }, context);
        let mut w =
            Encoder { at: range.start, end: range.end, depth: context.depth, rare: &mut rare };
        f(&mut w);
        w.rare.finish(w.at, w.end)
    }

    /// How many bytes fit before the target has to grow.
    #[inline(always)]
    fn spare(&self) -> usize {
        between(self.at, self.end)
    }

    /// Whether `n` bytes can be written, maybe after growing.
    #[inline(always)]
    fn room(&mut self, n: usize) -> bool {
        if self.spare() >= n {
            return true;
        }
        (self.at, self.end) = self.rare.grow(self.at, self.end, n);
        self.spare() >= n
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
        // SAFETY: no form is longer than MAX_VARINT bytes.
        self.at = unsafe { put_varint::<P>(self.at, n) };
    }
}

/// Writes a number, and says where the next byte goes.
///
/// # Safety
/// `MAX_VARINT` bytes can be written at `at`.
#[inline(always)]
unsafe fn put_varint<P: Profile>(at: *mut u8, n: u64) -> *mut u8 {
    /// # Safety
    /// `N` bytes can be written at `at`.
    #[inline(always)]
    unsafe fn put<const N: usize>(at: *mut u8, bytes: [u8; N]) -> *mut u8 {
        // SAFETY: the caller says that they can.
        unsafe {
            at.cast::<[u8; N]>().write_unaligned(bytes);
            at.add(N)
        }
    }
    let [a, b, c, d, e, f, g, h] = n.to_le_bytes();
    // SAFETY: no form is longer than MAX_VARINT bytes.
    unsafe {
        match (P::INTS, n) {
            (Ints::Fixed, _) => put(at, [a, b, c, d, e, f, g, h]),
            (Ints::Varint, 0..=250) => put(at, [a]),
            (Ints::Varint, 251..=0xffff) => put(at, [251, a, b]),
            (Ints::Varint, 0x1_0000..=0xffff_ffff) => put(at, [252, a, b, c, d]),
            (Ints::Varint, _) => put(at, [253, a, b, c, d, e, f, g, h]),
            (Ints::Leb128, _) => {
                let (mut at, mut n) = (at, n);
                while n > 0x7f {
                    let [low, ..] = n.to_le_bytes();
                    at = put(at, [low | 0x80]);
                    n >>= 7;
                }
                let [low, ..] = n.to_le_bytes();
                put(at, [low])
            }
        }
    }
}

/// The longest form of a number of 64 bits.
const MAX_VARINT: usize = 10;

/// How many bytes lie between two pointers into the same room.
#[inline(always)]
fn between(at: *mut u8, end: *mut u8) -> usize {
    end.addr().wrapping_sub(at.addr())
}

impl Out for Encoder<'_> {
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        if self.room(bytes.len()) {
            // SAFETY: `room` has said that they fit.
            unsafe { self.push(bytes) }
        } else {
            self.at = self.rare.exactly(self.at, self.end, bytes);
        }
    }

    #[inline(always)]
    fn array<const N: usize>(&mut self, bytes: [u8; N]) {
        if self.room(N) {
            // SAFETY: `room` has said that they fit.
            unsafe { self.push_array(bytes) }
        } else {
            self.at = self.rare.exactly(self.at, self.end, &bytes);
        }
    }

    #[inline(always)]
    fn varint<P: Profile>(&mut self, n: u64) {
        if self.room(MAX_VARINT) {
            // SAFETY: `room` has said that the longest form fits.
            unsafe { self.push_varint::<P>(n) }
        } else {
            self.at = self.rare.varint_exactly::<P>(self.at, self.end, n);
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
    fn sized<P: Profile, T: Encode<P>>(&mut self, size: usize, value: &T) {
        if !self.room(size) {
            return value.encode(self);
        }
        // SAFETY: `room` has said that `size` bytes are ours.
        let end = unsafe { self.at.add(size) };
        let mut w = Fill { at: self.at, end, depth: self.depth, fault: None };
        value.encode(&mut w);
        self.at = w.at;
        if let Some(kind) = w.fault {
            self.fail(kind, size);
        }
    }

    #[inline(always)]
    fn depth(&mut self) -> &mut u16 {
        &mut self.depth
    }

    #[inline(always)]
    fn fail(&mut self, kind: ErrorKind, detail: usize) {
        self.rare.fail(self.at, self.end, kind, detail);
    }
}

/// Writes one value whose size the compiler knows: its checks are against a constant and vanish.
struct Fill {
    /// Invariant: `at..end` is writable.
    at: *mut u8,
    end: *mut u8,
    depth: u16,
    fault: Option<ErrorKind>,
}

impl Out for Fill {
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        if between(self.at, self.end) >= bytes.len() {
            // SAFETY: they fit; a `&[u8]` does not overlap what we may write.
            unsafe {
                copy(bytes.as_ptr(), self.at, bytes.len());
                self.at = self.at.add(bytes.len());
            }
        } else {
            // A `Layout::SIZE` that is not true.
            self.fault = Some(ErrorKind::Unwritable);
        }
    }

    #[inline(always)]
    fn array<const N: usize>(&mut self, bytes: [u8; N]) {
        if between(self.at, self.end) >= N {
            // SAFETY: they fit.
            unsafe {
                self.at.cast::<[u8; N]>().write_unaligned(bytes);
                self.at = self.at.add(N);
            }
        } else {
            self.fault = Some(ErrorKind::Unwritable);
        }
    }

    #[inline(always)]
    fn depth(&mut self) -> &mut u16 {
        &mut self.depth
    }

    #[inline(always)]
    fn fail(&mut self, kind: ErrorKind, _detail: usize) {
        self.fault = Some(kind);
    }
}

/// What an encoder needs seldom: its target, to grow it, and its first fault.
#[derive(Debug)]
struct Rare<'o> {
    target: Target<'o>,
    limit: u16,
    fault: Option<Error>,
}

#[derive(Debug)]
enum Target<'o> {
    /// Grows. How long it was.
    Vec(&'o mut Vec<u8>, usize),
    /// Does not: how long it is, and how many bytes did not fit.
    Slice { room: usize, missing: usize, of: PhantomData<&'o mut [u8]> },
}

impl<'o> Rare<'o> {
    const fn new(target: Target<'o>, context: Context) -> Self {
        Self { target, limit: context.depth, fault: None }
    }

    /// Makes room for `n` bytes in a vector; a slice has what it has.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, at: *mut u8, end: *mut u8, n: usize) -> (*mut u8, *mut u8) {
        let Target::Vec(out, _) = &mut self.target else { return (at, end) };
        let len = out.capacity().wrapping_sub(between(at, end));
        // SAFETY: the bytes up to `at` were written, by this encoder or before it.
        unsafe { out.set_len(len) };
        out.reserve(n);
        let spare = out.spare_capacity_mut().as_mut_ptr_range();
        (spare.start.cast(), spare.end.cast())
    }

    /// Writes to a slice for which the generous bound of the fast path was too much.
    #[cold]
    #[inline(never)]
    fn exactly(&mut self, at: *mut u8, end: *mut u8, bytes: &[u8]) -> *mut u8 {
        let spare = between(at, end);
        if bytes.len() <= spare {
            // SAFETY: they fit; a `&[u8]` does not overlap what we may write.
            return unsafe {
                copy(bytes.as_ptr(), at, bytes.len());
                at.add(bytes.len())
            };
        }
        if let Target::Slice { missing, .. } = &mut self.target {
            *missing = missing.saturating_add(bytes.len().wrapping_sub(spare));
        }
        end
    }

    /// As [`exactly`](Self::exactly), for a number.
    #[cold]
    #[inline(never)]
    fn varint_exactly<P: Profile>(&mut self, at: *mut u8, end: *mut u8, n: u64) -> *mut u8 {
        let mut form = [0; MAX_VARINT];
        let start = form.as_mut_ptr();
        // SAFETY: the array is MAX_VARINT bytes long.
        let len = between(start, unsafe { put_varint::<P>(start, n) });
        self.exactly(at, end, form.get(..len).unwrap_or_default())
    }

    #[cold]
    #[inline(never)]
    fn fail(&mut self, at: *mut u8, end: *mut u8, kind: ErrorKind, detail: usize) {
        let spare = between(at, end);
        let at = match &self.target {
            Target::Vec(out, start) => out.capacity().wrapping_sub(spare).wrapping_sub(*start),
            Target::Slice { room, .. } => room.wrapping_sub(spare),
        };
        let detail = if kind == ErrorKind::DepthLimit { self.limit.into() } else { detail };
        self.fault.get_or_insert_with(|| Error::new(kind, at, detail));
    }

    /// How many bytes were written.
    #[inline]
    fn finish(&mut self, at: *mut u8, end: *mut u8) -> Result<usize> {
        let spare = between(at, end);
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
}

/// The first `n` bytes of `rest` as text, if they are UTF-8.
///
/// It takes the whole rest because ASCII is told in words of 16 and 64 bytes, past the end of the
/// text if the input goes on.
#[inline(always)]
pub(super) fn text(rest: &[u8], n: usize) -> Option<&str> {
    let bytes = rest.get(..n)?;
    if ascii::starts(rest, n) {
        // SAFETY: ASCII is UTF-8.
        return Some(unsafe { str::from_utf8_unchecked(bytes) });
    }
    checked(bytes)
}

#[inline(never)]
fn checked(bytes: &[u8]) -> Option<&str> {
    str::from_utf8(bytes).ok()
}

/// The top bits of 16 bytes.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(super) fn tops(bytes: &[u8; 16]) -> u64 {
    use core::arch::x86_64::{__m128i, _mm_loadu_si128, _mm_movemask_epi8};
    // SAFETY: SSE2 is part of x86-64, and the load needs no alignment.
    let tops = unsafe { _mm_movemask_epi8(_mm_loadu_si128(bytes.as_ptr().cast::<__m128i>())) };
    tops.cast_unsigned().into()
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

/// Puts `n` of what `f` gives behind `items`, which has the room, unless `f` fails. No push, and so
/// nothing that is held across a growth that never comes.
///
/// Fewer than `n` if there is no room for more.
#[inline(always)]
pub(super) fn extend<T, E>(
    items: &mut Vec<T>,
    n: usize,
    mut f: impl FnMut() -> Result<T, E>,
) -> Result<(), E> {
    /// Says how many items were written, also when `f` fails or panics.
    struct Grown<'v, T> {
        items: &'v mut Vec<T>,
        len: usize,
    }
    impl<T> Drop for Grown<'_, T> {
        #[inline(always)]
        fn drop(&mut self) {
            // SAFETY: the first `len` items are written, and within the capacity.
            unsafe { self.items.set_len(self.len) };
        }
    }
    let start = items.len();
    let room = items.capacity().wrapping_sub(start);
    let mut grown = Grown { items, len: start };
    for _ in 0..n.min(room) {
        let item = f()?;
        // SAFETY: `len` is below the capacity, since the loop takes at most `room` turns.
        unsafe { grown.items.as_mut_ptr().add(grown.len).write(item) };
        grown.len = grown.len.wrapping_add(1);
    }
    Ok(())
}

/// An array of what `f` gives, unless it fails.
#[inline(always)]
pub(super) fn array<T, E, const N: usize>(
    mut f: impl FnMut() -> Result<T, E>,
) -> Result<[T; N], E> {
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
