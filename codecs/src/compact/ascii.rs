//! Whether a text is ASCII: most are, and telling is cheaper than checking UTF-8.
#[cfg(target_arch = "x86_64")]
use super::raw::tops;

/// Whether the first `n` bytes are ASCII; no where it would be slow to tell.
///
/// Few branches: the lengths of texts are hard to foretell.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(super) fn starts(rest: &[u8], n: usize) -> bool {
    match (n, rest) {
        (0..=16, rest) => match rest.first_chunk() {
            Some(word) => tops(word) & !(u64::MAX << n) == 0,
            None => false,
        },
        (17..=64, rest) => match rest.first_chunk::<64>().map(|words| words.as_chunks().0) {
            Some([a, b, c, d]) => {
                let all = tops(a) | tops(b) << 16 | tops(c) << 32 | tops(d) << 48;
                all & u64::MAX >> (64usize.wrapping_sub(n)) == 0
            }
            _ => is_long(rest, n),
        },
        _ => is_long(rest, n),
    }
}

/// As [`starts`], for texts of more than 16 bytes: word by word, and the last 16 bytes.
#[cfg(target_arch = "x86_64")]
#[inline(never)]
fn is_long(rest: &[u8], n: usize) -> bool {
    let text = rest.get(..n).unwrap_or_default();
    let Some(last) = text.last_chunk() else { return false };
    text.as_chunks().0.iter().fold(tops(last), |seen, word| seen | tops(word)) == 0
}

/// Whether the first `n` bytes are ASCII.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub(super) fn starts(rest: &[u8], n: usize) -> bool {
    rest.get(..n).is_some_and(<[u8]>::is_ascii)
}
