//! The zig-zag integers of records, and the lengths made of them.
use crate::{
    ErrorKind, Read, Result, Value, Write,
    wireloom_codecs::varint::{len_leb128, read_leb128, unzigzag, write_leb128, zigzag},
};

/// A varint: 32 bits, at most five bytes.
pub(super) fn varint<'a, R: Read<'a>>(r: &mut R) -> Result<i32> {
    let n = unzigzag(read_leb128(r, u32::BITS)?);
    r.value(Value::Signed(n));
    // 32 bits unfold to 32 bits.
    Ok(i32::try_from(n).unwrap_or_default())
}

/// A varlong: 64 bits, at most ten bytes.
pub(super) fn varlong<'a, R: Read<'a>>(r: &mut R) -> Result<i64> {
    let n = unzigzag(read_leb128(r, u64::BITS)?);
    r.value(Value::Signed(n));
    Ok(n)
}

/// A length, of which -1 is null.
pub(super) fn length<'a, R: Read<'a>>(r: &mut R) -> Result<Option<usize>> {
    match varint(r)? {
        -1 => Ok(None),
        n => match usize::try_from(n) {
            Ok(n) => Ok(Some(n)),
            Err(_) => Err(r.error(ErrorKind::BadLength, usize::MAX)),
        },
    }
}

/// A number of at most four bytes at the front of `bytes`, and what follows it. None for everything
/// else: the obvious reader says what it is.
#[inline(always)]
pub(super) fn short(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let seven = |byte: &u8| u64::from(*byte & 0x7f);
    let (n, rest) = match bytes {
        [a @ 0..=0x7f, rest @ ..] => (u64::from(*a), rest),
        [a, b @ 0..=0x7f, rest @ ..] => (seven(a) | seven(b) << 7, rest),
        [a, b, c @ 0..=0x7f, rest @ ..] => (seven(a) | seven(b) << 7 | seven(c) << 14, rest),
        [a, b, c, d @ 0..=0x7f, rest @ ..] => {
            (seven(a) | seven(b) << 7 | seven(c) << 14 | seven(d) << 21, rest)
        }
        _ => return None,
    };
    Some((unzigzag(n), rest))
}

/// Appends a varint or a varlong: the two differ in their range only.
#[inline]
pub(super) fn write<W: Write>(w: &mut W, n: i64) {
    write_leb128(w, zigzag(n));
}

/// How many bytes [`write`] appends.
#[inline]
pub(super) const fn len(n: i64) -> usize {
    len_leb128(zigzag(n))
}
