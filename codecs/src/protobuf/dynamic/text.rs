//! Scalars as JSON text (RFC 8259; [ProtoJSON]).
//!
//! [ProtoJSON]: https://protobuf.dev/programming-guides/json/
use super::digits;
use alloc::{boxed::Box, string::String, vec::Vec};

/// The name of a member as it is written: `,"name":`.
#[derive(Debug)]
pub(crate) struct Name {
    /// Short ones are copied in one piece, which is longer than they are.
    short: [u8; SHORT],
    length: usize,
    /// What is not short.
    long: Box<[u8]>,
}

const SHORT: usize = 32;

impl Name {
    pub(super) fn new(name: &str) -> Self {
        let mut long = Vec::with_capacity(name.len().saturating_add(4));
        long.push(b',');
        string(&mut long, name);
        long.push(b':');
        let length = long.len();
        let mut short = [0; SHORT];
        if let Some(room) = short.get_mut(..length) {
            room.copy_from_slice(&long);
            long = Vec::new();
        }
        Self { short, length, long: long.into() }
    }

    /// A short one, with bytes of no account behind it, and its length.
    #[inline]
    pub(super) fn short(&self) -> Option<(&[u8; SHORT], usize)> {
        self.long.is_empty().then_some((&self.short, self.length))
    }

    /// Appends it, with a brace in place of the comma if it is the first.
    #[inline]
    pub(super) fn write(&self, out: &mut Vec<u8>, first: bool) {
        let start = out.len();
        if self.long.is_empty() {
            out.extend_from_slice(&self.short);
            out.truncate(start.saturating_add(self.length));
        } else {
            out.extend_from_slice(&self.long);
        }
        if let Some(comma) = out.get_mut(start)
            && first
        {
            *comma = b'{';
        }
    }
}

/// `lower_snake` as `lowerCamel`, as descriptors without JSON names are read.
pub(super) fn camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut up = false;
    for letter in name.chars() {
        if letter == '_' {
            up = true;
        } else {
            out.push(if up { letter.to_ascii_uppercase() } else { letter });
            up = false;
        }
    }
    out
}

/// Appends text as a JSON string.
pub(super) fn string(out: &mut Vec<u8>, s: &str) {
    out.push(b'"');
    escaped(out, s.as_bytes());
    out.push(b'"');
}

/// Appends the first `length` of some bytes as a JSON string.
///
/// What stands behind them is copied too and cut off again: one piece of fixed length is the
/// fastest copy there is.
///
/// # Errors
/// How many bytes before the first that is not UTF-8 are.
#[inline]
pub(super) fn ahead(out: &mut Vec<u8>, bytes: &[u8], length: usize) -> Result<(), usize> {
    if let Some(piece) = bytes.first_chunk::<PIECE>()
        && length <= PIECE
    {
        let (words, _) = piece.as_chunks();
        let mut left = length;
        let mut found = 0;
        for word in words {
            // Bytes that do not count lie above those that do.
            let counting = match left {
                0 => 0,
                1..=7 => !(u64::MAX << left.wrapping_mul(8)),
                _ => u64::MAX,
            };
            let word = u64::from_le_bytes(*word);
            found |= (needs(word) | word & TOPS) & counting;
            left = left.saturating_sub(8);
        }
        if found == 0 {
            out.reserve(PIECE.wrapping_add(2));
            out.push(b'"');
            let end = out.len().saturating_add(length);
            out.extend_from_slice(piece);
            out.truncate(end);
            out.push(b'"');
            return Ok(());
        }
    }
    utf8(out, bytes.get(..length).unwrap_or(bytes))
}

const PIECE: usize = 32;

/// Appends bytes as a JSON string.
///
/// # Errors
/// How many bytes before the first that is not UTF-8 are.
#[inline]
pub(super) fn utf8(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), usize> {
    out.reserve(bytes.len().saturating_add(2));
    out.push(b'"');
    if plain(bytes) {
        out.extend_from_slice(bytes);
    } else {
        crate::text::utf8(bytes)?;
        escaped(out, bytes);
    }
    out.push(b'"');
    Ok(())
}

const ONES: u64 = u64::from_ne_bytes([1; 8]);
const TOPS: u64 = u64::from_ne_bytes([0x80; 8]);

/// The top bit of each byte of a word that needs an escape; above the lowest such byte it may lie.
#[inline(always)]
const fn needs(word: u64) -> u64 {
    let quote = word ^ 0x2222_2222_2222_2222;
    let backslash = word ^ 0x5c5c_5c5c_5c5c_5c5c;
    let control = word.wrapping_sub(0x2020_2020_2020_2020) & !word;
    let zeros = quote.wrapping_sub(ONES) & !quote | backslash.wrapping_sub(ONES) & !backslash;
    (zeros | control) & TOPS
}

/// Whether all bytes are ASCII that needs no escape.
#[inline]
fn plain(bytes: &[u8]) -> bool {
    let seen = |word: u64| needs(word) | word & TOPS;
    let (words, tail) = bytes.as_chunks();
    let whole = words.iter().fold(0, |found, word| found | seen(u64::from_le_bytes(*word)));
    let rest = match (bytes.last_chunk(), tail) {
        (Some(last), _) => seen(u64::from_le_bytes(*last)),
        (None, short) => {
            // Spaces need no escape.
            let mut word = [b' '; 8];
            for (to, from) in word.iter_mut().zip(short) {
                *to = *from;
            }
            seen(u64::from_le_bytes(word))
        }
    };
    whole | rest == 0
}

/// Appends text, escaped. Runs that need no escape are copied whole.
fn escaped(out: &mut Vec<u8>, bytes: &[u8]) {
    let mut rest = bytes;
    while let Some((run, [b, tail @ ..])) = rest.split_at_checked(clean(rest)) {
        out.extend_from_slice(run);
        rest = tail;
        escape(out, *b);
    }
    out.extend_from_slice(rest);
}

#[cold]
fn escape(out: &mut Vec<u8>, b: u8) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    match b {
        b'"' => out.extend_from_slice(b"\\\""),
        b'\\' => out.extend_from_slice(b"\\\\"),
        0x08 => out.extend_from_slice(b"\\b"),
        0x0c => out.extend_from_slice(b"\\f"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        _ => {
            out.extend_from_slice(b"\\u00");
            for half in [b >> 4, b & 0xf] {
                out.push(DIGITS.get(usize::from(half)).copied().unwrap_or(b'0'));
            }
        }
    }
}

/// How many bytes at the front need no escape: eight at a time, then one by one.
pub(super) fn clean(bytes: &[u8]) -> usize {
    let (words, tail) = bytes.as_chunks();
    let mut at = 0usize;
    for word in words {
        let found = needs(u64::from_le_bytes(*word));
        if found != 0 {
            let octets = usize::try_from(found.trailing_zeros() / 8).unwrap_or(0);
            return at.saturating_add(octets);
        }
        at = at.saturating_add(8);
    }
    let needs = |b: &u8| *b < 0x20 || *b == b'"' || *b == b'\\';
    at.saturating_add(tail.iter().position(needs).unwrap_or(tail.len()))
}

/// Appends a number.
pub(super) fn signed(out: &mut Vec<u8>, n: i64) {
    if n < 0 {
        out.push(b'-');
    }
    unsigned(out, n.unsigned_abs());
}

/// Appends a number.
#[inline]
pub(super) fn unsigned(out: &mut Vec<u8>, n: u64) {
    if let Some((text, digits)) = digits::few(n) {
        let end = out.len().saturating_add(digits);
        out.extend_from_slice(&text);
        return out.truncate(end);
    }
    if n < digits::BOUND {
        let (text, digits) = digits::short(n);
        let end = out.len().saturating_add(digits);
        out.extend_from_slice(&text);
        out.truncate(end);
        return;
    }
    unsigned(out, n / digits::BOUND);
    out.extend_from_slice(&digits::all(n % digits::BOUND));
}

/// Appends `n` with zeros before it, `width` digits in all.
pub(super) fn padded(out: &mut Vec<u8>, n: u64, width: usize) {
    let start = out.len();
    unsigned(out, n);
    let written = out.len().saturating_sub(start);
    for _ in written..width {
        out.insert(start, b'0');
    }
}

/// Appends a number, or the name of one that JSON has not.
pub(super) fn f64(out: &mut Vec<u8>, x: f64) {
    if !x.is_finite() {
        return out.extend_from_slice(beyond(x));
    }
    whole(out, zmij::Buffer::new().format_finite(x));
}

/// As [`f64`], with the digits that single precision has.
pub(super) fn f32(out: &mut Vec<u8>, x: f32) {
    if !x.is_finite() {
        return out.extend_from_slice(beyond(x.into()));
    }
    whole(out, zmij::Buffer::new().format_finite(x));
}

/// Appends a number without the `.0` at its end.
fn whole(out: &mut Vec<u8>, number: &str) {
    out.extend_from_slice(number.strip_suffix(".0").unwrap_or(number).as_bytes());
}

fn beyond(x: f64) -> &'static [u8] {
    if x.is_nan() {
        b"\"NaN\""
    } else if x > 0.0 {
        b"\"Infinity\""
    } else {
        b"\"-Infinity\""
    }
}

/// Appends bytes as base64 in quotes (RFC 4648 §4).
pub(super) fn base64(out: &mut Vec<u8>, bytes: &[u8]) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |n: u32| DIGITS.get(usize::try_from(n & 63).unwrap_or(0)).copied().unwrap_or(b'A');
    let four = |[a, b, c]: [u8; 3]| {
        let n = u32::from_be_bytes([0, a, b, c]);
        [digit(n >> 18), digit(n >> 12), digit(n >> 6), digit(n)]
    };
    out.reserve(bytes.len().div_ceil(3).saturating_mul(4).saturating_add(2));
    out.push(b'"');
    let (threes, tail) = bytes.as_chunks();
    for three in threes {
        out.extend_from_slice(&four(*three));
    }
    match tail {
        [a] => {
            let [a, b, ..] = four([*a, 0, 0]);
            out.extend_from_slice(&[a, b, b'=', b'=']);
        }
        [a, b] => {
            let [a, b, c, _] = four([*a, *b, 0]);
            out.extend_from_slice(&[a, b, c, b'=']);
        }
        _ => {}
    }
    out.push(b'"');
}

/// Reads base64, the alphabet of files' names too (RFC 4648 §4, §5); padding may be left out.
pub(super) fn unbase64(text: &[u8]) -> Option<Vec<u8>> {
    let body = text.strip_suffix(b"=").unwrap_or(text);
    let body = body.strip_suffix(b"=").unwrap_or(body);
    if body.len() != text.len() && !text.len().is_multiple_of(4) {
        return None;
    }
    let mut out = Vec::with_capacity(body.len().div_ceil(4).saturating_mul(3));
    for four in body.chunks(4) {
        let mut bits = 0u32;
        for letter in four {
            let six = match letter {
                b'A'..=b'Z' => letter.wrapping_sub(b'A'),
                b'a'..=b'z' => letter.wrapping_sub(b'a').wrapping_add(26),
                b'0'..=b'9' => letter.wrapping_sub(b'0').wrapping_add(52),
                b'+' | b'-' => 62,
                b'/' | b'_' => 63,
                _ => return None,
            };
            bits = bits << 6 | u32::from(six);
        }
        match four.len() {
            4 => {
                let [_, bytes @ ..] = bits.to_be_bytes();
                out.extend_from_slice(&bytes);
            }
            3 => {
                let [_, a, b, _] = (bits << 6).to_be_bytes();
                out.extend_from_slice(&[a, b]);
            }
            2 => {
                let [_, a, ..] = (bits << 12).to_be_bytes();
                out.push(a);
            }
            _ => return None,
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, string::ToString};

    /// As RFC 8259 §7 reads.
    fn obvious(bytes: &[u8]) -> Option<String> {
        let mut out = String::from("\"");
        for letter in str::from_utf8(bytes).ok()?.chars() {
            match letter {
                '"' => out += "\\\"",
                '\\' => out += "\\\\",
                '\u{8}' => out += "\\b",
                '\u{c}' => out += "\\f",
                '\n' => out += "\\n",
                '\r' => out += "\\r",
                '\t' => out += "\\t",
                '\0'..' ' => out += &format!("\\u{:04x}", u32::from(letter)),
                letter => out.push(letter),
            }
        }
        Some(out + "\"")
    }

    #[test]
    fn text_is_escaped_as_its_definition_reads_whatever_stands_behind() {
        for length in [0, 1, 7, 8, 9, 15, 16, 31, 32, 33, 40] {
            for at in 0..=length {
                for byte in 0..=255 {
                    let mut bytes = [b'x'; 80];
                    bytes[at] = byte;
                    let text = &bytes[..length];
                    let expected = obvious(text);
                    for behind in [&bytes[..], text] {
                        let mut out = Vec::new();
                        let done = ahead(&mut out, behind, length);
                        let written = done.ok().and_then(|()| String::from_utf8(out).ok());
                        assert_eq!(written, expected, "{byte:#x} at {at} of {length}");
                    }
                }
            }
        }
    }

    #[test]
    fn numbers_have_the_digits_of_the_standard_library() {
        let edges = (0..64).flat_map(|bit| [0, 1, 2].map(|d| (1u64 << bit).wrapping_add(d) - 1));
        let tens = (0..20).flat_map(|zeros| [0, 1].map(|d| 10u64.pow(zeros) - d));
        for n in edges.chain(tens).chain(0..10_100) {
            let mut out = Vec::new();
            unsigned(&mut out, n);
            assert_eq!(str::from_utf8(&out), Ok(&*n.to_string()));
            out.clear();
            signed(&mut out, n.cast_signed());
            assert_eq!(str::from_utf8(&out), Ok(&*n.cast_signed().to_string()));
        }
    }

    #[test]
    fn base64_comes_back_in_either_alphabet() {
        for (bytes, text) in [
            (&b""[..], "\"\""),
            (&[0xff], "\"/w==\""),
            (&[0xff, 0xfe], "\"//4=\""),
            (&[0xff, 0xef, 0xbe], "\"/+++\""),
            (&[0, 1, 2, 3], "\"AAECAw==\""),
        ] {
            let mut out = Vec::new();
            base64(&mut out, bytes);
            assert_eq!(str::from_utf8(&out), Ok(text));
            let text = text.trim_matches('"');
            for form in
                [text.into(), text.replace('/', "_").replace('+', "-"), text.replace('=', "")]
            {
                assert_eq!(unbase64(form.as_bytes()).as_deref(), Some(bytes), "{form}");
            }
        }
        for wrong in ["A", "AAAAA", "A===", "AA=", "A A=", "AA==AA==", "="] {
            assert_eq!(unbase64(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn names_of_any_length_are_written() {
        for length in [0, 1, 27, 28, 29, 30, 40] {
            let name = "n".repeat(length);
            for (first, mark) in [(true, '{'), (false, ',')] {
                let mut out = b"before".to_vec();
                Name::new(&name).write(&mut out, first);
                assert_eq!(out, format!("before{mark}\"{name}\":").as_bytes());
            }
        }
    }
}
