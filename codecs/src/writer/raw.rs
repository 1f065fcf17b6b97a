//! The unsafe code of writing: a vector's spare room is filled through pointers, and its length is
//! set once, at the end. `Vec::extend_from_slice` is the safe twin that tests compare with.
#![expect(
    unsafe_code,
    reason = "measured: MQTT's packets are written in half the time that a vector takes"
)]
use alloc::vec::Vec;
use core::ptr;

/// What is being appended to a vector.
///
/// Whatever is rare is called with numbers: a cursor whose address goes nowhere is held in
/// registers.
#[derive(Debug)]
pub(super) struct Cursor<'o> {
    /// None where it was moved away: then there is no room.
    out: Option<&'o mut Vec<u8>>,
    /// Invariant: all three point into `out`'s allocation; what it held ends at or behind `from`,
    /// `from..at` was written, and `end` is the end of the allocation.
    from: *mut u8,
    at: *mut u8,
    end: *mut u8,
}

// SAFETY: the pointers are into a vector that is borrowed exclusively.
unsafe impl Send for Cursor<'_> {}
// SAFETY: nothing is written through a shared cursor.
unsafe impl Sync for Cursor<'_> {}

impl<'o> Cursor<'o> {
    #[inline(always)]
    pub(super) fn new(out: &'o mut Vec<u8>) -> Self {
        let spare = out.spare_capacity_mut().as_mut_ptr_range();
        let (from, end) = (spare.start.cast(), spare.end.cast());
        Self { out: Some(out), from, at: from, end }
    }

    /// Moves it out, and leaves one that writes nowhere.
    #[inline(always)]
    pub(super) const fn take(&mut self) -> Self {
        let taken = Self { out: self.out.take(), from: self.from, at: self.at, end: self.end };
        (self.from, self.at, self.end) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        taken
    }

    /// Undoes [`take`](Self::take): this one writes nowhere, and has nothing to be dropped.
    #[inline(always)]
    pub(super) const fn give_back(&mut self, taken: &mut Self) {
        let Self { out, from, at, end } = taken;
        self.out = out.take();
        (self.from, self.at, self.end) = (*from, *at, *end);
    }

    /// How many bytes were written.
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        between(self.from, self.at)
    }

    #[inline(always)]
    fn spare(&self) -> usize {
        between(self.at, self.end)
    }

    /// Whether `n` bytes can be written, maybe after growing.
    #[inline(always)]
    pub(super) fn room(&mut self, n: usize) -> bool {
        if self.spare() < n {
            let (len, spare) = (self.len(), self.spare());
            (self.from, self.end) = grow(self.out.as_deref_mut(), len, spare, n);
            self.at = self.from.wrapping_add(len);
        }
        self.spare() >= n
    }

    #[inline(always)]
    pub(super) fn put(&mut self, bytes: &[u8]) {
        if self.room(bytes.len()) {
            // SAFETY: there is room; a `&[u8]` does not overlap what is not yet written.
            unsafe {
                copy(bytes.as_ptr(), self.at, bytes.len());
                self.at = self.at.add(bytes.len());
            }
        }
    }

    /// The same for two that stand side by side.
    #[inline(always)]
    pub(super) fn put_both(&mut self, front: &[u8], bytes: &[u8]) {
        if self.room(front.len().saturating_add(bytes.len())) {
            // SAFETY: there is room; neither overlaps what is not yet written.
            unsafe {
                copy(front.as_ptr(), self.at, front.len());
                self.at = self.at.add(front.len());
                copy(bytes.as_ptr(), self.at, bytes.len());
                self.at = self.at.add(bytes.len());
            }
        }
    }

    /// The first `n` bytes, or all if there are fewer. All are copied: a piece of fixed length needs
    /// no branch.
    #[cfg(any(test, feature = "protobuf"))]
    #[inline(always)]
    pub(super) fn put_first<const N: usize>(&mut self, bytes: &[u8; N], n: usize) {
        if self.room(N) {
            // SAFETY: there is room for all, and so for `n`; they do not overlap.
            unsafe {
                ptr::copy_nonoverlapping(bytes.as_ptr(), self.at, N);
                self.at = self.at.add(n.min(N));
            }
        }
    }

    /// As [`put`](Self::put), for lengths that nobody foresees: no branch tells 4 from 16.
    #[cfg(any(test, feature = "protobuf"))]
    #[inline(always)]
    pub(super) fn put_any(&mut self, bytes: &[u8]) {
        let n = bytes.len();
        if !(4..=16).contains(&n) {
            return self.put(bytes);
        }
        if self.room(n) {
            // From either end: one word, or two that stand side by side, or that overlap.
            let (second, last) = (n >> 3 << 2, n.wrapping_sub(4));
            // SAFETY: there is room; all four words lie inside the `n` bytes.
            unsafe {
                for at in [0, second, last.wrapping_sub(second), last] {
                    let word = bytes.as_ptr().add(at).cast::<u32>().read_unaligned();
                    self.at.add(at).cast::<u32>().write_unaligned(word);
                }
                self.at = self.at.add(n);
            }
        }
    }

    /// Takes back what was written.
    pub(super) const fn clear(&mut self) {
        self.at = self.from;
    }

    /// Overwrites what was written `at` bytes in, if as much was.
    #[inline(always)]
    pub(super) fn patch(&mut self, at: usize, bytes: &[u8]) {
        if at.checked_add(bytes.len()).is_some_and(|end| end <= self.len()) {
            // SAFETY: it lies in `from..at`; nobody else holds a reference into that.
            unsafe { copy(bytes.as_ptr(), self.from.add(at), bytes.len()) }
        }
    }

    /// Moves what was written from `at` on by `n` bytes, and leaves a gap of bytes of any value.
    pub(super) fn widen(&mut self, at: usize, n: usize) {
        let Some(moved) = self.len().checked_sub(at) else { return };
        if self.room(n) {
            // SAFETY: `moved` bytes were written behind `at`, and there is room for `n` more.
            unsafe {
                let gap = self.from.add(at);
                ptr::copy(gap, gap.add(n), moved);
                // Where the gap is wider than what was moved out of it.
                gap.add(moved.min(n)).write_bytes(0, n.saturating_sub(moved));
                self.at = self.at.add(n);
            }
        }
    }
}

impl Drop for Cursor<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        let spare = self.spare();
        if let Some(out) = &mut self.out {
            // SAFETY: all but the spare bytes were written, by this cursor or before it.
            unsafe { out.set_len(out.capacity().wrapping_sub(spare)) }
        }
    }
}

/// Makes room for `n` bytes behind the last `len`, and says where they begin and the room ends.
#[cold]
#[inline(never)]
fn grow(out: Option<&mut Vec<u8>>, len: usize, spare: usize, n: usize) -> (*mut u8, *mut u8) {
    let Some(out) = out else { return (ptr::null_mut(), ptr::null_mut()) };
    // SAFETY: all but the spare bytes were written.
    unsafe { out.set_len(out.capacity().wrapping_sub(spare)) }
    out.reserve(n);
    let spare = out.spare_capacity_mut().as_mut_ptr_range();
    (spare.start.cast::<u8>().wrapping_sub(len), spare.end.cast())
}

/// How many bytes lie between two pointers into one allocation.
#[inline(always)]
fn between(from: *const u8, to: *const u8) -> usize {
    to.addr().wrapping_sub(from.addr())
}

/// Copies `n` bytes. Short ones, which most texts are, as two words that overlap: no call, no loop.
///
/// # Safety
/// `n` bytes can be read at `from` and written at `to`, and do not overlap.
#[inline(always)]
pub(crate) const unsafe fn copy(from: *const u8, to: *mut u8, n: usize) {
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
    // SAFETY: each arm has the length that `ends` asks for; 32 bytes at both ends are all of 33 to 64.
    unsafe {
        match n {
            65.. => ptr::copy_nonoverlapping(from, to, n),
            33.. => {
                ends::<u128>(from, to, 32);
                let back = n.wrapping_sub(32);
                ends::<u128>(from.add(back), to.add(back), 32);
            }
            16.. => ends::<u128>(from, to, n),
            8.. => ends::<u64>(from, to, n),
            4.. => ends::<u32>(from, to, n),
            2.. => ends::<u16>(from, to, n),
            1 => to.write(from.read()),
            0 => {}
        }
    }
}
