//! Values that are read and written without a call.
use super::super::super::digits;
use super::super::super::pool::Type;
use crate::varint::{leb128_in, unzigzag};
use crate::{Write as _, Writer};

/// A value of a type that has a fixed number of octets or is a varint, as its bits, and how many
/// octets it takes. None also if it is not plain: floats that JSON has not, and what is negative or
/// does not fit where only the lower half counts.
#[inline(always)]
pub(super) fn read(of: Type, bytes: &[u8], ahead: &[u8]) -> Option<(u64, usize)> {
    match of {
        Type::Float | Type::Fixed32 | Type::Sfixed32 => {
            let bits = u32::from_le_bytes(*bytes.first_chunk()?);
            let beyond = of == Type::Float && !f32::from_bits(bits).is_finite();
            (!beyond).then_some((bits.into(), 4))
        }
        Type::Double | Type::Fixed64 | Type::Sfixed64 => {
            let bits = u64::from_le_bytes(*bytes.first_chunk()?);
            let beyond = of == Type::Double && !f64::from_bits(bits).is_finite();
            (!beyond).then_some((bits, 8))
        }
        Type::Int32 | Type::Uint32 | Type::Sint32 => {
            varint(ahead).filter(|(value, _)| *value <= 0x7fff_ffff)
        }
        Type::Bool => varint(ahead).map(|(value, octets)| ((value != 0).into(), octets)),
        _ => varint(ahead),
    }
}

/// Writes what [`read`] has read.
#[inline(always)]
pub(super) fn write(w: &mut Writer<'_>, of: Type, bits: u64) {
    match of {
        Type::Float => {
            let bits = u32::try_from(bits).unwrap_or(0);
            float(w, zmij::Buffer::new().format_finite(f32::from_bits(bits)));
        }
        Type::Double => float(w, zmij::Buffer::new().format_finite(f64::from_bits(bits))),
        Type::Bool => w.put(if bits == 0 { b"false" } else { b"true" }),
        of => number(w, of, bits),
    }
}

/// A number, and how many octets it takes: eight at most.
#[inline(always)]
pub(super) fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let (value, octets) = leb128_in(word(bytes))?;
    Some((value, usize::try_from(octets).unwrap_or(8)))
}

/// The next eight octets. Behind the end of the bytes stand some that do not end a number.
#[inline(always)]
fn word(bytes: &[u8]) -> u64 {
    if let Some(word) = bytes.first_chunk() {
        return u64::from_le_bytes(*word);
    }
    let four = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
    let bits = u32::try_from(bytes.len()).unwrap_or(0).wrapping_mul(8);
    let known = match (bytes.first_chunk(), bytes.last_chunk(), bytes) {
        (Some(first), Some(last), _) => {
            four(first) | four(last).wrapping_shl(bits.wrapping_sub(32))
        }
        (_, _, [a]) => u64::from(*a),
        (_, _, [a, b]) => u64::from(u16::from_le_bytes([*a, *b])),
        (_, _, [a, b, c]) => four(&[*a, *b, *c, 0]),
        _ => 0,
    };
    known | 0x8080_8080_8080_8080u64.wrapping_shl(bits)
}

/// The longest text that is copied in one piece, whatever stands behind it.
pub(super) const PIECE: usize = 32;

/// Whether a byte is not ASCII, or has to be escaped.
#[inline(always)]
pub(super) const fn escapes(byte: u8) -> bool {
    // What is not ASCII is negative.
    (byte.cast_signed() < 0x20) | (byte == b'"') | (byte == b'\\')
}

/// Whether one of the first `length` bytes is.
#[inline(always)]
pub(super) fn escapes_in(piece: &[u8; PIECE], length: usize) -> bool {
    /// From some place on: as many ones as bytes count.
    static COUNTING: [u8; PIECE * 2] = {
        let mut counting = [0; PIECE * 2];
        let (ones, _) = counting.split_at_mut(PIECE);
        let mut rest = ones;
        while let Some((first, tail)) = rest.split_first_mut() {
            *first = 0xff;
            rest = tail;
        }
        counting
    };
    let counting = COUNTING.get(PIECE.wrapping_sub(length)..).and_then(|ones| ones.first_chunk());
    counting.is_none_or(|counting: &[u8; PIECE]| {
        let pairs = piece.iter().zip(counting);
        pairs.fold(false, |any, (byte, counts)| any | (escapes(*byte) & (*counts != 0)))
    })
}

#[inline(always)]
fn unsigned(w: &mut Writer<'_>, n: u64) {
    if let Some((text, count)) = digits::few(n) {
        return w.put_first(&text, count);
    }
    let (high, low) = (n / digits::BOUND, n % digits::BOUND);
    if high == 0 {
        let (text, count) = digits::short(low);
        return w.put_first(&text, count);
    }
    let (highest, high) = (high / digits::BOUND, high % digits::BOUND);
    if highest == 0 {
        let (text, count) = digits::short(high);
        w.put_first(&text, count);
    } else {
        let (text, count) = digits::short(highest);
        w.put_first(&text, count);
        w.put(&digits::all(high));
    }
    w.put(&digits::all(low));
}

#[inline(always)]
fn float(w: &mut Writer<'_>, number: &str) {
    w.put_any(number.strip_suffix(".0").unwrap_or(number).as_bytes());
}

/// A whole number that takes a varint of eight octets at most, or a fixed number of them.
#[inline(always)]
fn number(w: &mut Writer<'_>, of: Type, bits: u64) {
    let signed = match of {
        Type::Sint32 | Type::Sint64 => unzigzag(bits),
        Type::Sfixed64 => bits.cast_signed(),
        Type::Sfixed32 => u32::try_from(bits).unwrap_or(0).cast_signed().into(),
        _ => 0,
    };
    let magnitude = match of {
        Type::Sint32 | Type::Sint64 | Type::Sfixed32 | Type::Sfixed64 => signed.unsigned_abs(),
        _ => bits,
    };
    let wide =
        matches!(of, Type::Int64 | Type::Uint64 | Type::Sint64 | Type::Fixed64 | Type::Sfixed64);
    // JavaScript's numbers do not hold them.
    if wide {
        w.put(b"\"");
    }
    if signed < 0 {
        w.put(b"-");
    }
    unsigned(w, magnitude);
    if wide {
        w.put(b"\"");
    }
}
