//! Writing a record of magic 2 whose numbers are short, as they nearly always are.
//!
//! What stands before the key is put together in one word and stored at once; so is the length of
//! the value. The obvious way is [`writer`](super::writer)'s, which takes everything else; a test
//! holds the two together.
use super::RecordRef;
use crate::{Writer, wireloom_codecs::varint::zigzag};
use alloc::vec::Vec;

/// A record's numbers, ready to be stored.
pub(super) struct Usual {
    /// Length, attributes, both deltas and the key's length: little-endian, the first byte lowest.
    front: u128,
    front_len: usize,
    /// The value's length.
    value: u32,
    value_len: usize,
    /// What the record takes in all.
    pub(super) size: usize,
}

/// A varint of at most four bytes.
#[derive(Clone, Copy)]
struct Short {
    word: u32,
    len: u32,
}

#[inline(always)]
fn short(n: i64) -> Option<Short> {
    let n = u32::try_from(zigzag(n)).ok()?;
    // Each seven bits, where their byte stands.
    let (a, b) = (n & 0x7f, (n >> 7 & 0x7f) << 8);
    let (c, d) = ((n >> 14 & 0x7f) << 16, (n >> 21 & 0x7f) << 24);
    let (word, len) = match n {
        0..0x80 => (a, 1),
        0x80..0x4000 => (a | b | 0x80, 2),
        0x4000..0x20_0000 => (a | b | c | 0x8080, 3),
        0x20_0000..0x1000_0000 => (a | b | c | d | 0x80_8080, 4),
        _ => return None,
    };
    Some(Short { word, len })
}

impl Usual {
    /// None: one of the numbers is too long.
    #[inline(always)]
    pub(super) fn new(record: &RecordRef<'_>, timestamp: i64, delta: i64) -> Option<Self> {
        let length = |bytes: Option<&[u8]>| match bytes {
            Some(bytes) => i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            None => -1,
        };
        let (timestamp, delta) = (short(timestamp)?, short(delta)?);
        let (key, value) = (short(length(record.key))?, short(length(record.value))?);
        // Four bytes, one, four and four leave three of the sixteen.
        if key.len > 3 {
            return None;
        }
        let numbers =
            u32::saturating_add(1, timestamp.len).saturating_add(delta.len).saturating_add(key.len);
        let body = usize::try_from(numbers.saturating_add(value.len))
            .unwrap_or(usize::MAX)
            .saturating_add(record.key.unwrap_or_default().len())
            .saturating_add(record.value.unwrap_or_default().len())
            .saturating_add(if record.headers.is_empty() { 1 } else { record.headers.size() });
        let length = short(i64::try_from(body).ok()?)?;
        let mut front = u128::from(key.word);
        for part in [delta, timestamp] {
            front = front.wrapping_shl(part.len.wrapping_mul(8)) | u128::from(part.word);
        }
        front = front << 8 | u128::from(record.attributes.cast_unsigned());
        front = front.wrapping_shl(length.len.wrapping_mul(8)) | u128::from(length.word);
        let front_len = usize::try_from(length.len.saturating_add(numbers)).unwrap_or(16);
        Some(Self {
            front,
            front_len,
            value: value.word,
            value_len: usize::try_from(value.len).unwrap_or(4),
            size: usize::try_from(length.len).unwrap_or(4).saturating_add(body),
        })
    }

    /// Appends the record.
    #[inline(always)]
    pub(super) fn write(&self, record: &RecordRef<'_>, out: &mut Vec<u8>) {
        // The numbers are stored as whole words, which may reach past the end, and then cut: no
        // copy of a length that is only known here.
        out.reserve(self.size.saturating_add(16));
        let end = out.len().saturating_add(self.front_len);
        out.extend_from_slice(&self.front.to_le_bytes());
        out.truncate(end);
        out.extend_from_slice(record.key.unwrap_or_default());
        let end = out.len().saturating_add(self.value_len);
        out.extend_from_slice(&self.value.to_le_bytes());
        out.truncate(end);
        out.extend_from_slice(record.value.unwrap_or_default());
        if record.headers.is_empty() {
            out.push(0);
        } else {
            record.headers.write(&mut Writer::new(out));
        }
    }
}
