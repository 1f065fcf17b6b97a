//! Writing a record of magic 2 whose numbers are short, as they nearly always are: room is reserved
//! once, for the longest that it can be, and then stored to without further checks.
//!
//! The obvious way, which takes every record, is [`writer`](super::writer)'s: the safe twin that a
//! test holds this to.
#![expect(unsafe_code, reason = "measured: a batch of 1,000 records in 16 µs, not in 25")]
use super::RecordRef;
use crate::{Writer, wireloom_codecs::varint::zigzag};
use alloc::vec::Vec;

/// A record whose numbers take at most four bytes each, ready to be stored.
pub(super) struct Usual<'a> {
    // Varints as unfolded: all below `LIMIT`.
    timestamp: u64,
    offset: u64,
    key: u64,
    value: u64,
    record: &'a RecordRef<'a>,
    /// What the record takes in all at most: the invariant that writing relies on.
    most: usize,
}

/// From here on a varint takes five bytes.
const LIMIT: u64 = 1 << 28;

/// All but the parts and the headers: four numbers of four bytes, the length, the attributes, the
/// count of no headers; and what the last number may be stored past its end.
const FIXED: usize = 4 * 4 + 4 + 1 + 1 + 8;

impl<'a> Usual<'a> {
    /// None: one of the numbers is too long.
    #[inline(always)]
    pub(super) fn new(record: &'a RecordRef<'a>, timestamp: i64, delta: i64) -> Option<Self> {
        let (timestamp, offset) = (zigzag(timestamp), zigzag(delta));
        let (key, value) = (length(record.key), length(record.value));
        // The length of all is twice theirs, so it is below the limit where these are far below.
        if timestamp | offset | (key | value) << 2 >= LIMIT {
            return None;
        }
        let mut most = record
            .key
            .unwrap_or_default()
            .len()
            .wrapping_add(record.value.unwrap_or_default().len())
            .wrapping_add(FIXED);
        if !record.headers.is_empty() {
            most = most.saturating_add(record.headers.size());
            // Twice that is what the length of all unfolds to.
            if most >= usize::try_from(LIMIT / 2).ok()? {
                return None;
            }
        }
        Some(Self { timestamp, offset, key, value, record, most })
    }

    /// What the record takes in all, at most.
    #[inline(always)]
    pub(super) const fn most(&self) -> usize {
        self.most
    }

    /// Appends the record.
    #[inline(always)]
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let (record, start) = (self.record, out.len());
        out.reserve(self.most);
        // SAFETY: `most` counts the longest form of everything, two bytes of the length included,
        // and what a varint stores past its end.
        let body = unsafe {
            let first = out.as_mut_ptr().add(start).add(2);
            first.write(record.attributes.cast_unsigned());
            let at = varint(varint(first.add(1), self.timestamp), self.offset);
            let at = bytes(varint(at, self.key), record.key.unwrap_or_default());
            let at = bytes(varint(at, self.value), record.value.unwrap_or_default());
            // The count of no headers.
            at.write(0);
            at.addr().wrapping_sub(first.addr()).wrapping_add(1)
        };
        if !(64..8_192).contains(&body) || !record.headers.is_empty() {
            return self.rare(out, body);
        }
        let [low, high, ..] = body.to_le_bytes();
        let folded = u16::from_le_bytes([low, high]);
        let length = folded << 1 & 0x7f | 0x80 | folded << 2 & 0x7f00;
        // SAFETY: the first two bytes were left out; then all up to `body` are written.
        unsafe {
            let at = out.as_mut_ptr().add(start);
            at.cast::<u16>().write_unaligned(length.to_le());
            out.set_len(start.wrapping_add(2).wrapping_add(body));
        }
    }

    /// Completes a record with headers, or one whose length does not take two bytes: `body` bytes of
    /// it stand two bytes behind what the vector holds.
    #[inline(never)]
    fn rare(&self, out: &mut Vec<u8>, body: usize) {
        let (headers, start) = (self.record.headers, out.len());
        let (body, all) = match headers.is_empty() {
            true => (body, body),
            // The count stands with them.
            false => {
                let body = body.wrapping_sub(1);
                (body, body.wrapping_add(headers.size()))
            }
        };
        let length = u64::try_from(all).unwrap_or(0) << 1;
        // SAFETY: the length takes at most four bytes, and there is room for it and the body.
        unsafe {
            let at = out.as_mut_ptr().add(start);
            let mut form = [0; 8];
            let end = varint(form.as_mut_ptr(), length).addr().wrapping_sub(form.as_ptr().addr());
            at.add(2).copy_to(at.add(end), body);
            at.copy_from_nonoverlapping(form.as_ptr(), end);
            out.set_len(start.wrapping_add(end).wrapping_add(body));
        }
        if !headers.is_empty() {
            headers.write(&mut Writer::new(out));
        }
    }
}

/// A length as it stands unfolded; null is -1.
#[inline(always)]
fn length(bytes: Option<&[u8]>) -> u64 {
    match bytes {
        // No slice is longer than `isize::MAX`.
        Some(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX / 2) << 1,
        None => 1,
    }
}

/// Stores a number below [`LIMIT`], and says where the next byte goes.
///
/// # Safety
/// Eight bytes can be written at `at`.
#[inline(always)]
unsafe fn varint(at: *mut u8, n: u64) -> *mut u8 {
    // Each seven bits, where their byte stands.
    let (word, len) = if n < 0x80 {
        (n, 1)
    } else {
        let two = n & 0x7f | 0x80 | n << 1 & 0x7f00;
        if n < 0x4000 {
            (two, 2)
        } else {
            let four = two | 0x8000 | n << 2 & 0x7f_0000 | n << 3 & 0x7f00_0000;
            if n < 0x20_0000 { (four, 3) } else { (four | 0x80_0000, 4) }
        }
    };
    // SAFETY: the caller says that they can.
    unsafe {
        at.cast::<u64>().write_unaligned(word.to_le());
        at.add(len)
    }
}

/// Stores bytes, and says where the next goes. Keys are short: two words that overlap, no call.
///
/// # Safety
/// They fit at `at`.
#[inline(always)]
unsafe fn bytes(at: *mut u8, bytes: &[u8]) -> *mut u8 {
    let (from, n) = (bytes.as_ptr(), bytes.len());
    // SAFETY: both words lie inside the bytes, and are read before either is written; a `&[u8]` does
    // not overlap what we may write.
    unsafe {
        if n.wrapping_sub(8) <= 8 {
            let back = n.wrapping_sub(8);
            let first = from.cast::<u64>().read_unaligned();
            let last = from.add(back).cast::<u64>().read_unaligned();
            at.cast::<u64>().write_unaligned(first);
            at.add(back).cast::<u64>().write_unaligned(last);
        } else {
            at.copy_from_nonoverlapping(from, n);
        }
        at.add(n)
    }
}
