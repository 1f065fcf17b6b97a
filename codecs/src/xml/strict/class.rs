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
