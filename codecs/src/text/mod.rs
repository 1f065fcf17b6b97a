//! Text from the wire: short, and nearly always ASCII.
mod raw;

pub use raw::{ascii, utf8};

/// Whether `found` is true of one of the bytes: 16 at a time, the last of them twice. What `found`
/// says must not depend on a branch, so that the compiler can ask it of 16 bytes at once.
#[inline(always)]
pub fn any(bytes: &[u8], found: impl Fn(u8) -> bool + Copy) -> bool {
    /// Both ends of what is at most twice as long.
    #[inline(always)]
    fn ends<const N: usize>(bytes: &[u8], found: impl Fn(u8) -> bool + Copy) -> Option<bool> {
        let (first, last) = (bytes.first_chunk::<N>()?, bytes.last_chunk::<N>()?);
        Some(each(first, found) | each(last, found))
    }
    let n = bytes.len();
    if n > 32 {
        return long(bytes, found);
    }
    let found = match n {
        16.. => ends::<16>(bytes, found),
        8.. => ends::<8>(bytes, found),
        4.. => ends::<4>(bytes, found),
        2.. => ends::<2>(bytes, found),
        1 => ends::<1>(bytes, found),
        0 => Some(false),
    };
    // Neither end is ever longer than the whole.
    found.unwrap_or(true)
}

#[inline(always)]
fn each<const N: usize>(bytes: &[u8; N], found: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(false, |any, byte| any | found(*byte))
}

#[inline(never)]
fn long(bytes: &[u8], found: impl Fn(u8) -> bool + Copy) -> bool {
    let (chunks, _) = bytes.as_chunks::<16>();
    // Left at the first hit, and so not a loop of loops.
    for chunk in chunks {
        if each(chunk, found) {
            return true;
        }
    }
    bytes.last_chunk::<16>().is_none_or(|last| each(last, found))
}

/// Whether all bytes are ASCII: a few overlapping words instead of a byte at a time.
#[inline]
fn is_ascii(bytes: &[u8]) -> bool {
    const TOPS: u64 = u64::from_ne_bytes([0x80; 8]);
    let eight = |word: &[u8; 8]| u64::from_ne_bytes(*word);
    let four = |word: &[u8; 4]| u64::from(u32::from_ne_bytes(*word));
    let seen = match bytes {
        [] => 0,
        [a] => u64::from(*a),
        [a, b] => u64::from(*a | *b),
        [a, b, c] => u64::from(*a | *b | *c),
        _ => match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => {
                let (words, _) = bytes.as_chunks();
                let most = words.iter().fold(0, |seen, word| seen | eight(word));
                eight(first) | most | eight(last)
            }
            _ => match (bytes.first_chunk(), bytes.last_chunk()) {
                (Some(first), Some(last)) => four(first) | four(last),
                _ => TOPS,
            },
        },
    };
    seen & TOPS == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_the_standard_library_says() {
        for n in 0..80 {
            for at in 0..=n {
                for byte in [0, b'a', 0x7f, 0x80, 0xc3, 0xff] {
                    let mut bytes = [b'x'; 81];
                    bytes[at] = byte;
                    // Half of them end a two-byte character.
                    if at % 2 == 0 {
                        bytes[at + 1] = 0xa9;
                    }
                    let bytes = &bytes[..n];
                    assert_eq!(is_ascii(bytes), bytes.is_ascii(), "{bytes:x?}");
                    let twin = str::from_utf8(bytes).map_err(|fault| fault.valid_up_to());
                    assert_eq!(utf8(bytes), twin, "{bytes:x?}");
                    for stop in [0, b'a', 0x7f] {
                        let found = bytes.contains(&stop);
                        assert_eq!(any(bytes, |b| b == stop), found, "{bytes:x?}");
                        let plain = twin.ok().filter(|text| text.is_ascii() && !found);
                        assert_eq!(ascii(bytes, |b| b == stop), plain, "{bytes:x?}");
                    }
                }
            }
        }
    }
}
