//! Text from the wire: short, and nearly always ASCII.
mod raw;

pub use raw::utf8;

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
        for n in 0..40 {
            for at in 0..=n {
                for byte in [0, b'a', 0x7f, 0x80, 0xc3, 0xff] {
                    let mut bytes = [b'x'; 41];
                    bytes[at] = byte;
                    // Half of them end a two-byte character.
                    if at % 2 == 0 {
                        bytes[at + 1] = 0xa9;
                    }
                    let bytes = &bytes[..n];
                    assert_eq!(is_ascii(bytes), bytes.is_ascii(), "{bytes:x?}");
                    let twin = str::from_utf8(bytes).map_err(|fault| fault.valid_up_to());
                    assert_eq!(utf8(bytes), twin, "{bytes:x?}");
                }
            }
        }
    }
}
