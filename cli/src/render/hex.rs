//! Bytes as digits.
use std::fmt::Write as _;

/// `de ad be ef`
pub(super) fn spaced(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().saturating_mul(3));
    for (i, byte) in bytes.iter().enumerate() {
        let space = if i == 0 { "" } else { " " };
        // Writing to a string does not fail.
        let _ = write!(out, "{space}{byte:02x}");
    }
    out
}

/// `.... .01.`: the bits of `mask` in octets, the others as dots.
pub(super) fn bits(octets: &[u8], mask: u64) -> String {
    let mut out = String::new();
    for (i, octet) in octets.iter().enumerate() {
        let behind = octets.len().saturating_sub(i).saturating_sub(1);
        let shift = u32::try_from(behind.saturating_mul(8)).unwrap_or(u32::MAX);
        let mask = mask.checked_shr(shift).unwrap_or(0);
        for bit in (0u32..8).rev() {
            let one = 1u8.checked_shl(bit).unwrap_or(0);
            out.push_str(match (mask & u64::from(one), octet & one, bit) {
                (_, _, 7) if i > 0 => " ",
                (_, _, 3) => " ",
                _ => "",
            });
            out.push(match (mask & u64::from(one) != 0, octet & one != 0) {
                (false, _) => '.',
                (true, false) => '0',
                (true, true) => '1',
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_stand_at_their_place() {
        assert_eq!(spaced(&[0xde, 0xad]), "de ad");
        assert_eq!(bits(&[0b0011_0010], 0b0110), ".... .01.");
        assert_eq!(bits(&[0x80, 0x01], 0x8001), "1... .... .... ...1");
    }
}
