//! LEB128 of 128 bits, which only this format has. The narrower ones are in [`crate::varint`].
use super::{Decoder, Out, Outcome};
use crate::ErrorKind;

/// Appends `n`.
pub(super) fn write_u128<W: Out>(w: &mut W, mut n: u128) {
    loop {
        let [low, ..] = n.to_le_bytes();
        n >>= 7;
        if n == 0 {
            return w.array([low & 0x7f]);
        }
        w.array([low | 0x80]);
    }
}

/// Reads up to 19 octets, of which the last has two bits.
pub(super) fn read_u128(d: &mut Decoder<'_>) -> Outcome<u128> {
    let mut n = 0u128;
    for shift in (0..u128::BITS).step_by(7) {
        let [octet] = *d.array()?;
        let part = u128::from(octet & 0x7f);
        if shift == 126 && part > 3 {
            break;
        }
        n |= part << shift;
        if octet & 0x80 == 0 {
            return Ok(n);
        }
    }
    Err(d.fail(ErrorKind::BadVarint, 0))
}
