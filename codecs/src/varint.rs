//! Variable-length integers: LEB128, zig-zag and bincode's.
//!
//! Each has a fast path and, in [`oracle`], the obvious form that tests and fuzz targets compare
//! it with. Overlong forms are read (no specification here forbids them); bits that do not fit the
//! type are an error. Writers make the shortest form.
use crate::{ErrorKind, Read, Result, Write};

/// Reads a LEB128 number of at most `bits` bits: seven to an octet, least significant first, the
/// top bit set on all but the last.
///
/// # Errors
/// [`ErrorKind::UnexpectedEnd`] when the bytes end first, [`ErrorKind::BadVarint`] when the number
/// takes more octets than `bits` need, or more bits.
#[inline]
pub fn read_leb128<'a, R: Read<'a>>(r: &mut R, bits: u32) -> Result<u64> {
    match r.rest() {
        [first @ 0..=0x7f, ..] if bits >= 7 => {
            let value = u64::from(*first);
            r.take(1)?;
            Ok(value)
        }
        _ => read_leb128_long(r, bits),
    }
}

/// Two to ten octets. Out of line, so that the one-octet path stays small where it is inlined.
fn read_leb128_long<'a, R: Read<'a>>(r: &mut R, bits: u32) -> Result<u64> {
    if let Some(word) = r.rest().first_chunk()
        && let Some((value, octets)) = leb128_in(u64::from_le_bytes(*word))
        && octets <= octets_of(bits)
        && fits(value, bits)
    {
        r.take(usize::try_from(octets).unwrap_or(8))?;
        return Ok(value);
    }
    match oracle::leb128(r.rest(), bits) {
        oracle::Found::Done(value, used) => r.take(used).map(|_| value),
        oracle::Found::End => r.take(r.remaining().saturating_add(1)).map(|_| 0),
        oracle::Found::Bad => Err(r.error(ErrorKind::BadVarint, 0)),
    }
}

/// The LEB128 number at the front of eight octets, and how many it takes, if it ends among them.
#[inline]
pub(crate) const fn leb128_in(word: u64) -> Option<(u64, u32)> {
    // The lowest octet whose top bit is clear ends the number.
    let ends = !word & 0x8080_8080_8080_8080;
    if ends == 0 {
        return None;
    }
    let value = gather(word & (ends ^ ends.wrapping_sub(1)) & 0x7f7f_7f7f_7f7f_7f7f);
    Some((value, (ends.trailing_zeros() / 8).wrapping_add(1)))
}

/// Closes the one-bit gaps between eight groups of seven bits.
const fn gather(word: u64) -> u64 {
    let word = (word & 0x007f_007f_007f_007f) | (word & 0x7f00_7f00_7f00_7f00) >> 1;
    let word = (word & 0x0000_3fff_0000_3fff) | (word & 0x3fff_0000_3fff_0000) >> 2;
    (word & 0x0000_0000_0fff_ffff) | (word & 0x0fff_ffff_0000_0000) >> 4
}

const fn fits(value: u64, bits: u32) -> bool {
    bits >= u64::BITS || value >> bits == 0
}

/// The most octets that a number of `bits` bits takes.
const fn octets_of(bits: u32) -> u32 {
    bits.div_ceil(7)
}

/// Appends `value` as LEB128.
#[inline]
pub fn write_leb128<W: Write>(w: &mut W, mut value: u64) {
    let mut octets = [0; 10];
    let mut used = 0;
    for octet in &mut octets {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        used = usize::saturating_add(used, 1);
        if value == 0 {
            *octet = low & 0x7f;
            break;
        }
        *octet = low | 0x80;
    }
    w.put(octets.get(..used).unwrap_or(&octets));
}

/// How many octets [`write_leb128`] writes.
#[inline]
pub const fn len_leb128(value: u64) -> usize {
    match value {
        0..0x80 => 1,
        0x80..0x4000 => 2,
        0x4000..0x20_0000 => 3,
        0x20_0000..0x1000_0000 => 4,
        0x1000_0000..0x8_0000_0000 => 5,
        0x8_0000_0000..0x400_0000_0000 => 6,
        0x400_0000_0000..0x2_0000_0000_0000 => 7,
        0x2_0000_0000_0000..0x100_0000_0000_0000 => 8,
        0x100_0000_0000_0000..0x8000_0000_0000_0000 => 9,
        _ => 10,
    }
}

/// Folds the sign into the lowest bit, so that small negative numbers stay short.
#[inline]
pub const fn zigzag(n: i64) -> u64 {
    (n << 1 ^ n >> 63).cast_unsigned()
}

/// Undoes [`zigzag`].
#[inline]
pub const fn unzigzag(n: u64) -> i64 {
    (n >> 1).cast_signed() ^ (n & 1).cast_signed().wrapping_neg()
}

/// Reads one of bincode 2's varints: up to 250 in one octet; 251, 252, 253 announce 2, 4 and 8
/// more, little-endian. Of at most `bits` bits: a wider announcement is an error, as in bincode.
///
/// # Errors
/// [`ErrorKind::UnexpectedEnd`] when the bytes end first, [`ErrorKind::BadVarint`] when the
/// announced width is not one of a number of `bits` bits.
#[inline]
pub fn read_bincode<'a, R: Read<'a>>(r: &mut R, bits: u32) -> Result<u64> {
    let [tag] = *r.array()?;
    match tag {
        0..=250 => Ok(tag.into()),
        251 if bits >= 16 => Ok(u16::from_le_bytes(*r.array()?).into()),
        252 if bits >= 32 => Ok(u32::from_le_bytes(*r.array()?).into()),
        253 if bits >= 64 => Ok(u64::from_le_bytes(*r.array()?)),
        _ => Err(r.error(ErrorKind::BadVarint, tag.into())),
    }
}

/// Reads bincode 2's varint of up to 128 bits, which adds 254 for 16 octets.
///
/// # Errors
/// As [`read_bincode`].
#[inline]
pub fn read_bincode_u128<'a, R: Read<'a>>(r: &mut R) -> Result<u128> {
    if let [254, ..] = r.rest() {
        r.take(1)?;
        return Ok(u128::from_le_bytes(*r.array()?));
    }
    read_bincode(r, u64::BITS).map(u128::from)
}

/// Appends `value` as bincode 2's varint.
#[inline]
pub fn write_bincode<W: Write>(w: &mut W, value: u64) {
    let [a, b, c, d, e, f, g, h] = value.to_le_bytes();
    match value {
        0..=250 => w.put(&[a]),
        251..=0xffff => w.put(&[251, a, b]),
        0x1_0000..=0xffff_ffff => w.put(&[252, a, b, c, d]),
        _ => w.put(&[253, a, b, c, d, e, f, g, h]),
    }
}

/// Appends `value` as bincode 2's varint of up to 128 bits.
#[inline]
pub fn write_bincode_u128<W: Write>(w: &mut W, value: u128) {
    match u64::try_from(value) {
        Ok(value) => write_bincode(w, value),
        Err(_) => {
            w.put(&[254]);
            w.put(&value.to_le_bytes());
        }
    }
}

/// How many octets [`write_bincode`] writes.
#[inline]
pub const fn len_bincode(value: u64) -> usize {
    match value {
        0..=250 => 1,
        251..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    }
}

pub mod oracle {
    //! The obvious forms: one octet at a time.

    /// What stands at the front of some bytes.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Found {
        /// A number, and how many octets it took.
        Done(u64, usize),
        /// The bytes end inside a number.
        End,
        /// Not a number of that width.
        Bad,
    }

    /// LEB128 as its definition reads.
    pub fn leb128(bytes: &[u8], bits: u32) -> Found {
        let mut value = 0u64;
        let mut shift = 0u32;
        let mut octets = bytes.iter();
        while shift < bits {
            let Some(octet) = octets.next() else { return Found::End };
            let part = u64::from(octet & 0x7f);
            let room = bits.saturating_sub(shift);
            if room < 7 && part >> room != 0 {
                return Found::Bad;
            }
            value |= part << shift;
            if octet & 0x80 == 0 {
                return Found::Done(value, bytes.len().saturating_sub(octets.len()));
            }
            shift = shift.saturating_add(7);
        }
        Found::Bad
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Count, Reader, Writer};
    use alloc::vec::Vec;

    /// Numbers around every power of two, where lengths change.
    fn edges() -> impl Iterator<Item = u64> {
        (0..64).flat_map(|bit| [0, 1, 2].map(|d| (1u64 << bit).wrapping_add(d).wrapping_sub(1)))
    }

    fn read(bytes: &[u8], bits: u32) -> Result<(u64, usize)> {
        let mut r = Reader::new(bytes);
        let value = read_leb128(&mut r, bits)?;
        Ok((value, r.offset()))
    }

    #[test]
    fn leb128_round_trips_at_every_length() {
        for value in edges() {
            let mut bytes = Vec::new();
            write_leb128(&mut Writer::new(&mut bytes), value);
            assert_eq!(bytes.len(), len_leb128(value));
            assert_eq!(read(&bytes, 64), Ok((value, bytes.len())));
            let mut padded = bytes.clone();
            padded.extend([0xff; 9]);
            assert_eq!(read(&padded, 64), Ok((value, bytes.len())));
            for cut in 0..bytes.len() {
                let error = read(&bytes[..cut], 64).unwrap_err();
                assert_eq!((error.kind, error.detail), (ErrorKind::UnexpectedEnd, 1));
            }
        }
    }

    #[test]
    fn the_fast_path_is_the_oracle() {
        let mut seed = 7u64;
        for round in 0..200_000u32 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let length = round as usize % 12;
            let many = if round % 2 == 0 { 0x8080_8080_8080_8080 } else { 0 };
            let mut bytes = (seed | many).to_le_bytes().to_vec();
            bytes.extend([(seed >> 7) as u8, (seed >> 13) as u8 & 3, 0]);
            bytes.truncate(length);
            for bits in [7, 28, 31, 32, 35, 63, 64] {
                let expected = oracle::leb128(&bytes, bits);
                match read(&bytes, bits) {
                    Ok((value, used)) => assert_eq!(expected, oracle::Found::Done(value, used)),
                    Err(e) if e.kind == ErrorKind::BadVarint => {
                        assert_eq!(expected, oracle::Found::Bad);
                    }
                    Err(_) => assert_eq!(expected, oracle::Found::End),
                }
            }
        }
    }

    #[test]
    fn zigzag_keeps_small_numbers_small() {
        for (n, folded) in [(0, 0), (-1, 1), (1, 2), (i64::MAX, u64::MAX - 1), (i64::MIN, u64::MAX)]
        {
            assert_eq!((zigzag(n), unzigzag(folded)), (folded, n));
        }
    }

    #[test]
    fn bincode_round_trips_at_every_width() {
        for value in edges() {
            let mut bytes = Vec::new();
            write_bincode(&mut Writer::new(&mut bytes), value);
            let mut count = Count::default();
            write_bincode_u128(&mut count, value.into());
            assert_eq!((bytes.len(), count.len()), (len_bincode(value), len_bincode(value)));
            let mut r = Reader::new(&bytes);
            assert_eq!((read_bincode(&mut r, 64), r.remaining()), (Ok(value), 0));
            assert_eq!(read_bincode_u128(&mut Reader::new(&bytes)), Ok(value.into()));
            for cut in 0..bytes.len() {
                assert!(read_bincode(&mut Reader::new(&bytes[..cut]), 64).is_err());
            }
        }
        let wide = u128::MAX - 5;
        let mut bytes = Vec::new();
        write_bincode_u128(&mut Writer::new(&mut bytes), wide);
        assert_eq!((bytes[0], bytes.len()), (254, 17));
        assert_eq!(read_bincode_u128(&mut Reader::new(&bytes)), Ok(wide));
    }

    #[test]
    fn a_width_that_the_type_has_not_is_refused() {
        for (bytes, bits) in [(&[252, 1, 0, 0, 0][..], 16), (&[253; 9], 32), (&[254; 17], 64)] {
            let error = read_bincode(&mut Reader::new(bytes), bits).unwrap_err();
            assert_eq!(error.kind, ErrorKind::BadVarint);
        }
    }
}
