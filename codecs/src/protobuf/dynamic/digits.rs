//! Decimal digits, eight at a time in the lanes of one word: no branch on how many there are.

/// What has more digits than a word has bytes.
pub(super) const BOUND: u64 = 100_000_000;

/// The digits of a number below a thousand, as [`short`] gives them: most numbers are as small.
#[inline(always)]
pub(super) fn few(n: u64) -> Option<([u8; 4], usize)> {
    let text = *FEW.get(usize::try_from(n).unwrap_or(usize::MAX))?;
    let [.., count] = text;
    Some((text, count.into()))
}

/// `0` to `999`, and how many digits each has.
static FEW: [[u8; 4]; 1_000] = {
    let mut all = [[0; 4]; 1_000];
    let mut rest: &mut [[u8; 4]] = &mut all;
    let mut n = 0u16;
    while let Some((first, tail)) = rest.split_first_mut() {
        let [a, b, c] = [n / 100, n / 10 % 10, n % 10];
        let [[a, _], [b, _], [c, _]] =
            [(a | 0x30).to_le_bytes(), (b | 0x30).to_le_bytes(), (c | 0x30).to_le_bytes()];
        *first = match n {
            0..10 => [c, 0, 0, 1],
            10..100 => [b, c, 0, 2],
            _ => [a, b, c, 3],
        };
        n = n.wrapping_add(1);
        rest = tail;
    }
    all
};

const ZEROS: u64 = u64::from_ne_bytes([b'0'; 8]);

/// The digits of a number below [`BOUND`], with zeros before them.
#[inline(always)]
pub(super) const fn all(n: u64) -> [u8; 8] {
    (lanes(n) | ZEROS).to_le_bytes()
}

/// The digits of a number below [`BOUND`], with bytes of no account behind them, and how many there
/// are.
#[inline(always)]
pub(super) fn short(n: u64) -> ([u8; 8], usize) {
    let lanes = lanes(n);
    // The last digit stands even if it is a zero.
    let zeros = (lanes | 1 << 56).trailing_zeros() / 8;
    let digits = (lanes | ZEROS).wrapping_shr(zeros.wrapping_mul(8));
    (digits.to_le_bytes(), usize::try_from(8u32.wrapping_sub(zeros)).unwrap_or(8))
}

/// The digits as numbers, the first in the lowest byte: halves of four digits, then of two, then of
/// one, divided by what turns into a multiplication for numbers as small as these.
#[inline(always)]
const fn lanes(n: u64) -> u64 {
    let fours = (n / 10_000) | ((n % 10_000) << 32);
    let high = fours.wrapping_mul(10_486) >> 20 & 0x0000_007f_0000_007f;
    let twos = high | fours.wrapping_sub(high.wrapping_mul(100)) << 16;
    let high = twos.wrapping_mul(103) >> 10 & 0x000f_000f_000f_000f;
    high | twos.wrapping_sub(high.wrapping_mul(10)) << 8
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn digits_are_those_of_the_standard_library() {
        let step = if cfg!(miri) { 999_983 } else { 97 };
        let dense = 0..if cfg!(miri) { 200 } else { 20_000 };
        for n in dense.chain((0..BOUND).step_by(step)).chain([BOUND - 1]) {
            let (text, count) = short(n);
            assert_eq!(text.get(..count), Some(format!("{n}").as_bytes()));
            let few = few(n).map(|(text, count)| text[..count].to_vec());
            assert_eq!(few, (n < 1_000).then(|| format!("{n}").into_bytes()));
            assert_eq!(all(n), *format!("{n:08}").as_bytes());
        }
    }
}
