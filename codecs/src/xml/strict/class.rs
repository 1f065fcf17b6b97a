//! Which characters may stand where (XML 1.0 §2.2, §2.3).

/// What an ASCII character may be; bits of [`CLASS`]. Others than ASCII have every bit.
pub(super) const NAME_START: u8 = 1;
/// §2.3 `NameChar`.
pub(super) const NAME: u8 = 2;
/// Character data that needs no second look.
pub(super) const TEXT: u8 = 4;
/// In an attribute's value: no second look.
pub(super) const VALUE: u8 = 8;
/// §2.3 `PubidChar`, white space and quotes included.
pub(super) const PUBID: u8 = 16;
/// §2.2 `Char`.
pub(super) const CHAR: u8 = 32;
/// §2.3 `NameChar`, as far as it is ASCII: the one class without the others.
pub(super) const ASCII_NAME: u8 = 64;

/// What each byte may be. 0xef is no plain byte: U+FFFE and U+FFFF begin with it.
pub(super) static CLASS: [u8; 256] = classes();

#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::arithmetic_side_effects,
    reason = "computed by the compiler"
)]
const fn classes() -> [u8; 256] {
    let mut all = [0; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        let mut class = 0;
        if byte.is_ascii_alphabetic() || byte == b'_' || byte == b':' || byte >= 0x80 {
            class |= NAME_START;
        }
        if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'-' | b'.' | 0x80..) {
            class |= NAME;
        }
        if class & NAME != 0 && byte < 0x80 {
            class |= ASCII_NAME;
        }
        if matches!(byte, 0x20..|b'\t'| b'\n' | b'\r') && byte != 0xef {
            class |= CHAR;
            if !matches!(byte, b'<' | b'&' | b']') {
                class |= TEXT;
            }
            if !matches!(byte, b'<' | b'&' | b'"' | b'\'' | b'%') {
                class |= VALUE;
            }
        }
        if byte.is_ascii_alphanumeric()
            || matches!(byte, b' ' | b'\r' | b'\n' | b'-' | b'\'' | b'(' | b')' | b'+' | b',')
            || matches!(byte, b'.' | b'/' | b':' | b'=' | b'?' | b';' | b'!' | b'*' | b'#')
            || matches!(byte, b'@' | b'$' | b'_' | b'%')
        {
            class |= PUBID;
        }
        all[at] = class;
        at += 1;
    }
    all
}

#[inline]
pub(super) fn is(byte: u8, class: u8) -> bool {
    CLASS.get(usize::from(byte)).is_some_and(|all| all & class != 0)
}

/// How many of the first bytes are of a class.
#[inline]
pub(super) fn span(bytes: &[u8], class: u8) -> usize {
    bytes.iter().position(|byte| !is(*byte, class)).unwrap_or(bytes.len())
}

/// How many of the first bytes are [`TEXT`]: eight at a time while they are ASCII and no white space
/// but blanks, as most are.
#[inline]
pub(super) fn text(bytes: &[u8]) -> usize {
    let (words, _) = bytes.as_chunks();
    let plain = |word: &&[u8; 8]| is_plain(u64::from_le_bytes(**word));
    let plain = words.iter().take_while(plain).count().saturating_mul(8);
    plain.saturating_add(span(bytes.get(plain..).unwrap_or_default(), TEXT))
}

/// Whether none of eight bytes is below a blank, beyond ASCII, `<`, `&` or `]`. It may say no where
/// there is none.
#[inline]
const fn is_plain(word: u64) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const TOPS: u64 = u64::from_ne_bytes([0x80; 8]);
    // The top bit of a byte that is below `n`, if none is beyond ASCII.
    const fn below(word: u64, n: u8) -> u64 {
        word.wrapping_sub(u64::from_ne_bytes([n; 8]))
    }
    const fn is(word: u64, byte: u8) -> u64 {
        (word ^ u64::from_ne_bytes([byte; 8])).wrapping_sub(ONES)
    }
    let odd = below(word, b' ') | is(word, b'<') | is(word, b'&') | is(word, b']');
    (word | odd) & TOPS == 0
}

/// §2.3 `NameStartChar`, beyond ASCII.
pub(super) const fn starts_name(c: char) -> bool {
    matches!(c,
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}'
        | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}'
        | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

/// §2.3 `NameChar`, beyond ASCII.
pub(super) const fn in_name(c: char) -> bool {
    starts_name(c) || matches!(c, '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// `RestrictedChar` (XML 1.1 §2.2), beyond those that XML 1.0 forbids too.
pub(super) const fn is_restricted(c: char) -> bool {
    matches!(c, '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}')
}

/// §2.2 `Char`.
pub(super) const fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_text_are_what_bytes_of_text_are() {
        for n in 0..20 {
            for at in 0..=n {
                for byte in 0..=u8::MAX {
                    let mut bytes = [b'x'; 20];
                    bytes[at.min(19)] = byte;
                    bytes[(at + 3) % 20] = b' ';
                    assert_eq!(text(&bytes[..n]), span(&bytes[..n], TEXT), "{byte:#x} at {at}");
                }
            }
        }
    }
}
