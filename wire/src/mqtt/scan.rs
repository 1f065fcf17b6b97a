//! Looking for the few characters that text may not hold: eight bytes at a time.
//!
//! Each function has the obvious form beside it, which tests compare it with (law 8).

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;
const PLUSES: u64 = 0x2b2b_2b2b_2b2b_2b2b;

/// Bit 7 of every octet that is 0. Octets above 0x7f never count: they belong to characters of
/// several octets, none of which is looked for here.
#[inline(always)]
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGHS
}

/// Whether `bytes` hold U+0000.
#[inline]
pub(super) fn has_nul(bytes: &[u8]) -> bool {
    any(bytes, zeros, |byte| byte == 0)
}

/// Whether `bytes` hold U+0000, `+` or `#`.
#[inline]
pub(super) fn has_wildcard_or_nul(bytes: &[u8]) -> bool {
    // `#` and `+` differ in one bit.
    let word = |word: u64| zeros(word) | zeros((word | ONES << 3) ^ PLUSES);
    any(bytes, word, |byte| matches!(byte, 0 | b'+' | b'#'))
}

#[inline(always)]
fn any(bytes: &[u8], word: impl Fn(u64) -> u64, byte: impl Fn(u8) -> bool) -> bool {
    let Some(last) = bytes.last_chunk::<8>() else { return bytes.iter().any(|b| byte(*b)) };
    let (words, _) = bytes.as_chunks::<8>();
    // Left at the first hit: most text is shorter than what a loop of vectors would pay for.
    for chunk in words {
        if word(u64::from_le_bytes(*chunk)) != 0 {
            return true;
        }
    }
    // The rest, and some bytes a second time.
    word(u64::from_le_bytes(*last)) != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn eight_at_a_time_is_one_at_a_time() {
        let mut seed = 3u64;
        for round in 0..100_000usize {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let bytes: Vec<u8> = (0..round % 40)
                .map(|i| {
                    let n = (seed >> (i % 50)) as u8;
                    [b'a', n, 0x80, 1, b'*', b'$', b',', b'"', 0xff][usize::from(n) % 9]
                })
                .collect();
            let wild = bytes.iter().any(|b| matches!(b, 0 | b'+' | b'#'));
            assert_eq!(has_nul(&bytes), bytes.contains(&0));
            assert_eq!(has_wildcard_or_nul(&bytes), wild);
        }
        for at in 0..20 {
            for byte in 0..=255u8 {
                let mut bytes = [b'a'; 20];
                bytes[at] = byte;
                assert_eq!(has_nul(&bytes), byte == 0);
                assert_eq!(has_wildcard_or_nul(&bytes), matches!(byte, 0 | b'+' | b'#'));
            }
        }
    }
}
